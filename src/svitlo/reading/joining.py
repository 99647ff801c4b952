"""The words by which states come into a group, ask to, stand before its door, and go."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re

STATES = r"(?P<states>(?:the )?@[SN](?: (?:,|and|or)(?: and)? (?:the )?@[SN]){0,8})"
GROUP = r"(?:the )?(?P<group>@O|alliance|bloc|union|pact|league|club|community|compact|federation|@N)(?: itself| alliance)?(?! 's)(?= |$)"
_INTO_GROUP = rf"(?: (?:of|in|to|into|for|with|at|by|inside|within) {GROUP})?"
_FEW = r"(?:[\w'@-]+ ){0,4}?"
_OWN = r"(?:its|their|his|her|our|a|an|the|that|formal|official|first|second|joint|long-awaited|own)"
_BE = r"(?:is|are|was|were|be|been|being|remains?|remained|stays?|stayed|becomes?|became|becoming|turned into|turns into|turn into|@w)"
_GIVEN = r"(?:granted|given|awarded|accorded|promised|conferred|made|named|declared|recognised|recognized|accepted as|confirmed as|upgraded to|elevated to)"
_GRANT = r"(?:grants?|granted|granting|gives?|gave|giving|awards?|awarded|accords?|accorded|offers?|offered|makes?|made|names?|named|declares?|declared|recognises?|recognised|recognized|accepts?|accepted|confirms?|confirmed)"
_OUT = r"(?:withdraws?|withdrew|withdrawn|withdrawing|pulls?|pulled|pulling|walks?|walked|walking|drops?|dropped|dropping|steps?|stepped|stepping|bows?|bowed|bowing|opts?|opted|breaks?|broke|broken|resigns?|resigned|resigning|secedes?|seceded|departs?|departed|departing|gets?|got|backs?|backed|bailed|crashed|storms?|stormed)"
_PAPERS = r"(?:applications?|bids?|requests?|candidacy|membership papers|accession papers|papers|letters?)"
_LEFT = r"(?:leaves?|left|leaving|quits?|quit|quitting|exits?|exited|exiting|deserted|abandons?|abandoned|forsook|turns? its back on|turned (?:its|their) backs? on|says goodbye to|said goodbye to|bade farewell to|said farewell to|parted ways with|parted company with|part ways with|cuts? its ties with|cut its ties with|cancelled its membership (?:of|in)|ended its membership (?:of|in)|ends its membership (?:of|in)|ended (?:\w+ )?years in|tore up its membership (?:of|in)|renounced its membership (?:of|in))"
_SEAT = r"(?:take|takes|took|taken|taking) (?:up )?(?:its|their|his|her|a) (?:\w+ )?(?:seats?|places?|chairs?)"

# The subject of `verb` is the state; a rule whose group is `+` needs the group in its own words.
DOERS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(rf"(?:^|(?<= )){words}(?= |$)"))
    for status, words in (
        ("applied", rf"(?P<verb>applied|applies|apply|applying) (?:{_FEW})(?:to (?:join|enter|become|accede)|for (?:the )?(?:full |{GROUP} )?(?:membership|admission|accession|entry)|to be admitted){_INTO_GROUP.replace('<group>', '<late>')}"),
        ("applied", rf"(?P<verb>applied|applies|applying|filed|files) (?:to|for) {GROUP}(?: membership)?"),
        ("applied", rf"(?P<verb>submit|submits|submitted|file|files|filed|lodge|lodges|lodged|handed in|hands in|handed over|handed|hands|sent in|sent|put in|puts in|presented|presents|made|makes|tabled|tables|delivered|signed|entered|dispatched|posted|deposited) (?:{_OWN} )*(?:@A )?{_PAPERS} (?:{_FEW})(?:for|to|of) (?:{_FEW})(?:membership|join|accession|admission|entry|enter|become a member|be admitted)(?: (?:of|in|to|into) {GROUP})?"),
        ("applied", rf"(?P<verb>submit|submits|submitted|file|files|filed|lodge|lodges|lodged|handed in|hands in|handed over|handed|sent in|put in|presented|tabled|delivered) (?:{_OWN} )*(?:membership |accession |entry |@O )?(?:applications?|bids?|requests?|candidacy|membership papers){_INTO_GROUP}(?! for)"),
        ("applied", rf"(?P<verb>asked|requested|sought|asks|requests) (?:(?:formally|officially) )?(?:to (?:join|enter|be (?:admitted|let|taken) (?:in|into|to)|become (?:a )?members?)|(?:for )?(?:membership|admission|accession|entry))(?: (?:of|in|to|into|as) )?(?: ?{GROUP})?"),
        ("applied", rf"(?P<verb>filed|files|put in|puts in|went in) for (?:{GROUP} )?(?:membership|accession|admission|entry)"),
        ("applied", r"(?P<verb>applied|applies)(?= [.,;:]| (?:in|on|for it in) @D| on the same| last | @D| too | together| jointly|$)"),
        ("member", rf"(?P<verb>joined|joins|join|joining|entered|enters|enter|entering|acceded to|accedes to|accede to|acceding to|came into|got into|gets into|get into|signed up to|made it into|moved into) {GROUP}"),
        ("member", rf"(?P<verb>walked|walks|stepped|steps|came|passed|passes|moved|went|walk|step) (?:through|over|across|past|inside) the (?:door|doors|gate|gates|threshold) of {GROUP}"),
        ("member", rf"(?P<verb>{_BE}) (?:{_FEW})(?:members?(?: states?| countr(?:y|ies)| number \w+| @Q)?(?: (?:of|in) {GROUP})?)"),
        ("member", rf"(?P<verb>{_BE}) (?:{_FEW})(?:ally|allies)(?: (?:number \w+|@Q)| (?:of|in) {GROUP})"),
        ("member", rf"(?P<verb>{_BE}) the (?:@Q|\w+(?:th|st|nd|rd)) (?:ally|member)(?! to)"),
        ("member", r"(?P<verb>sat|sits|came|attended|arrived|spoke|voted|took part|takes part) (?:[\w'@-]+ ){0,5}?as (?:(?:a|an|the|its|full|new|youngest|@Q|\w+th) )+(?:member|ally)"),
        ("member", r"(?P<verb>be|been|was|were) (?:\w+ )?(?:admitted|let in|taken in)"),
        ("member", r"(?P<verb>join|joined|joins)(?= (?:alone|first|later|together|in @D|on @D|last|next|by @D)(?: |$)| [.,;])"),
        ("member", rf"(?P<verb>{_BE}) (?:{_FEW}){GROUP} (?:members?|ally|allies)(?: states?| countr(?:y|ies))?"),
        ("member", rf"(?P<verb>{_BE}|has been|have been) (?:(?:now|already|also|fully|finally|officially|formally|firmly|not|still|both|long) )*(?:in|inside|within|part of|a part of|party to) {GROUP}"),
        ("member", rf"(?P<verb>belongs?|belonged|belonging) to {GROUP}"),
        ("member", rf"(?P<verb>{_SEAT})(?: (?:in|at|within|on) (?:the table of )?{GROUP})?"),
        ("member", rf"(?P<verb>was|were|been|is|are|being|be) (?:(?:formally|officially|finally|now|also) )*(?:admitted|accepted|taken|received|welcomed|let|voted|ushered)(?: (?:in|up))? (?:in|into|to|as|inside)(?: (?:a|an|the|full|new|@Q|\w+th|members? of|members? in|members?))* ?(?:{GROUP})?"),
        ("aspirant", rf"(?P<verb>{_BE}) (?:{_FEW})(?:candidates?|aspirants?|hopefuls?)(?: countr(?:y|ies)| states?| status| members?)?(?: (?:for|in|of|to) (?:membership (?:of|in) )?{GROUP})?"),
        ("applied", rf"(?P<verb>{_BE}) (?:{_FEW})applicants?(?: (?:for|in|of|to) (?:membership (?:of|in) )?{GROUP})?"),
        ("invitee", r"(?P<verb>was|were|been) (?:\w+ly )?invited(?= (?:at|by|on|last|in) )"),
        ("aspirant", rf"(?P<verb>was|were|been|is|are|being|be) (?:(?:formally|officially|finally|now|also) )*{_GIVEN} (?:{_FEW})(?:candidates?|candidacy|aspirants?)(?: status| country| countries)?{_INTO_GROUP}"),
        ("aspirant", rf"(?P<verb>has had|have had|received|receives|receive|won|wins|win|obtained|obtains|got|gets|gained|gains|secured|secures|earned|holds|hold|held|enjoys|has|have|had|attained|achieved|acquired) (?:(?:the|official|formal|full|its|their|@O|eu) )*(?:status of (?:a |an )?)?(?:candidates?|candidacy|aspirant)(?: status| country)?{_INTO_GROUP}"),
        ("invitee", r"(?P<verb>was|were|been|is|are) (?:(?:formally|officially|finally|now|also|both) )*(?:invited|asked|bidden)(?: by (?:the )?(?:@O|\w+))? (?:to (?:join|become|enter|start|begin|open)|in|into)(?: (?:the )?(?P<group>@O))?"),
        ("invitee", rf"(?P<verb>received|receives|got|gets|won|secured|has|have|holds) (?:(?:an|its|their|the|formal|official|long-awaited) )*invitations?(?: to (?:join|become|enter|accede to)| (?:from|to|into|by))(?: (?:a |an )?(?:members? of )?{GROUP})?"),
        ("invitee", rf"(?P<verb>has|have|had|holds|hold|enjoys|keeps|kept|received|got) (?:(?:the|an|its|only|still) )*(?:(?:status|standing|rank|role|place|seat) of (?:an )?invitee|invitee status)(?: (?:in|of|at) {GROUP})?"),
        ("invitee", rf"(?P<verb>{_BE}) (?:{_FEW})invitees?(?: (?:of|in|to) {GROUP})?"),
        ("leaving", rf"(?P<verb>{_LEFT}) {GROUP}"),
        ("leaving", r"(?P<verb>left|leaves|quit|quits) it(?= [.,;]| (?:@D|on|in|last|a) |$)"),
        ("member", r"(?P<verb>joined|entered) it(?= [.,;]| (?:@D|on|in|last|a|only) |$)"),
        ("leaving", rf"(?P<verb>{_OUT}) (?:out of|out from|away from|from|off from|out) {GROUP}"),
        ("leaving", rf"(?P<verb>announced|announces|declared|declares|notified|gave notice of|served notice of|confirmed|completed|filed|handed in|decided on|began|started) (?:{_FEW})(?:withdrawal|departure|exit|resignation|secession)(?: (?:from|of) {GROUP})?"),
        ("leaving", r"(?P<verb>packed|packs) (?:its|their) bags"),
        ("leaving", r"(?P<verb>gave|gives|handed in|served) (?:its |their )?notice(?= [.,;]|$| (?:on|in|last|that it|to|@D) )"),
        ("leaving", rf"(?P<verb>{_BE}) (?:{_FEW})on (?:its|the|their) way out(?: of {GROUP})?"),
    )
)  # fmt: skip
# These name the states themselves.
NAMED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (status, re.compile(rf"(?:^|(?<= )){words}(?= |$)"))
    for status, words in (
        ("member", rf"(?P<verb>admitted|admits|admit|accepted|accepts|took in|takes in|received|receives|welcomed|welcomes|let in) {STATES}(?: (?:in|as|into|to|among)(?: (?:its|a|the|their|full|new|@Q|\w+th|fellow))*(?: (?:members?|ally|allies|fold|ranks|{GROUP})))"),
        ("aspirant", rf"(?P<verb>{_GRANT}) {STATES} (?:as )?(?:(?:the|a|an|official|formal|eu|@O|status|of) )*(?:candidates?|candidacy|candidatures?|aspirants?)(?: status| countr(?:y|ies)| states?)?{_INTO_GROUP}"),
        ("aspirant", rf"(?P<verb>{_GRANT}|extended|extends) (?:(?:the|a|an|official|formal|eu|@O|status|of) )*(?:candidates?|candidacy) ?(?:status|standing)? (?:to|on|for) {STATES}"),
        ("aspirant", rf"{STATES} 's (?P<verb>candidate status|candidacy)(?! (?:for|was refused|failed))(?: (?:in|of|to) {GROUP})?"),
        ("invitee", rf"(?P<verb>invited|invites|invite|inviting|asked|bade) {STATES} (?:to (?:join|become|enter|accession|start|begin)|in|into)(?: (?:the )?(?P<group>@O))?"),
        ("invitee", rf"(?P<verb>extended|extends|issued|issues|sent|sends|offered|offers|addressed|made) (?:(?:an|a|its|formal|official|the) )*invitations? (?:to|for) (?:join )?{STATES}(?: to (?:join|become|enter)(?: (?:the )?(?P<group>@O))?)?"),
        ("invitee", rf"{STATES}(?: [^;.]{{1,80}}?)?(?: ,)? (?P<verb>as|with) (?:(?:an|the|its|their|only|standing|status|rank|role|place|of|merely) )*invitees?"),
        ("member", rf"{STATES} 's (?P<verb>accession|entry|admission|membership)(?: (?:to|into|in|of) {GROUP})? (?:took effect|takes effect|came into force|entered into force|was completed|was sealed|became official|is complete|was complete)"),
        ("member", rf"(?P<verb>with) {STATES} 's (?:accession|entry|admission) (?:on|this|last|@D|to|into)(?: {GROUP})?"),
        ("member", rf"{STATES} , (?:(?:itself|now|long|already|both|each|all|since @D) )*(?P<verb>a|an|the|all|both|each) (?:[\w-]+ |@Q ){{0,2}}?{GROUP} (?:members?|ally|allies)(?: states?| countr(?:y|ies))?"),
        ("member", rf"{STATES} , (?P<verb>all|both|each) (?:[\w-]+ )?members (?:of|in) {GROUP}"),
        ("leaving", rf"{STATES} 's (?P<verb>withdrawal|departure|exit) from {GROUP} (?:took effect|takes effect|was|is|became|came|will)"),
        ("aspirant", rf"{STATES} , (?:(?:itself|now|long|already|still) )*(?P<verb>a|an|the) (?:[\w-]+ ){{0,2}}(?:candidate|aspirant)(?: countr(?:y|ies)| state| member)?(?: (?:for|of|in|to) (?:membership (?:of|in) )?(?:{GROUP})?)?"),
        ("member", rf"{STATES} , (?:(?:itself|now|long|already|since @D) )*(?P<verb>a|an|its|both|the) (?:[\w-]+ |@Q ){{0,2}}(?:members?|ally|allies)(?: (?:of|in) {GROUP})?(?: since @D| for [\w ]{{1,20}})? ,"),
    )
)  # fmt: skip
