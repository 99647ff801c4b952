"""The law of rules: whatever was corrected, voided or settled since, each fact that stands keeps each rule today."""

from hypothesis import given, settings

from svitlo.ledger.entities import missteps
from svitlo.ledger.facts import facts_of
from svitlo.ledger.form import form_problems, names_in
from svitlo.ledger.rules import RULES
from svitlo.ledger.view import View
from tests.ledger.laws.shelves import Shelf, Tale, tales
from tests.ledger.laws.test_laws_time import subjects_of

few = settings(max_examples=12, deadline=None, derandomize=True)


@few
@given(tales)
def test_each_fact_that_stands_keeps_its_rules(shelf: Shelf, tale: Tale) -> None:
    """Else something that it rests on was changed under it: a pledge's donor, a vote, a member, a fund that closed."""
    story = shelf.story(tale)
    with story.store.reading() as reader:
        view = View(reader=reader)
        for subject in subjects_of(story.events):
            standing = facts_of(view.events_of(subject)).standing
            assert missteps(standing) == []
            for fact in standing:
                rule = RULES.get(fact.kind)
                broken = list(rule(view.at(fact.held_on), fact)) if rule is not None else []
                assert broken == [], fact.event
                unknown = [name for name in names_in(fact.kind, fact.data) if not view.entity(name).facts]
                assert unknown == [], fact.event


@few
@given(tales)
def test_each_draft_that_was_accepted_is_well_formed(shelf: Shelf, tale: Tale) -> None:
    story = shelf.story(tale)
    for _, draft in story.drafts:
        assert form_problems(draft) == []
