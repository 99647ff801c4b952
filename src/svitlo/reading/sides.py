"""The words by which one comes out for something, against it, or keeps out of it."""
# ruff: noqa: E501 - a pattern or a row of a table reads best on one line

import re

_OWN = r"(?:its|their|his|her|the|all|any|full|strong|clear|own|long-held|a|an|last|remaining|earlier|previous|old)"
_VERY = r"(?:(?:all|firmly|strongly|also|still|very|much|wholly|clearly|fully|flatly|dead|set|deeply|now|not|openly|long|too|too,|,|quite|utterly|entirely|squarely|both|itself|is|remains) )*"
_BE = r"(?:is|are|was|were|remains?|remained|been|be|stays?|stayed)"
_NOT = r"(?:would|will|did|does|do|could|can|shall|should|must|may|might|has|have) (?:\w+ )?not|won't|wouldn't|didn't|doesn't|don't|cannot|can't|couldn't|would never|will never"
_BAD = r"(?:mistake|error|folly|waste|outrage|madness|disgrace|wrong|farce|betrayal|scandal|reckless|unacceptable|shameful|blunder|illegal|unlawful|absurd|foolish|dangerous|premature|theft|insult|irresponsible|wasteful|an act of \w+|crime|step too far|escalation)"
_GOOD = r"(?:right|proper|wise|overdue|welcome|sensible|just|necessary|good|fair|excellent|historic|step forward|step in the right direction|bargain|duty|money well spent|best|right thing)"
_VETO = r"(?:veto|vetoes|objections?|opposition|block|blockade|resistance|reservations?|reserve|hold|holds|doubts|brake|foot-dragging)"
_THING = r"(?:plan|plans|bill|bills|grant|grants|loan|loans|package|motion|idea|deal|proposal|measure|gift|aid|scheme|law|vote|move|pact|ban|cap|decision|resolution|budget|fund|text|draft|line|sum|it|this|them|that|bid|offer|entry|accession|membership)"

PHRASES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stance, re.compile(rf"(?:^|(?<= ))(?P<verb>{words}"))
    for stance, words in (
        ("support", rf"lifts?|lifted|lifting|drops?|dropped|dropping|withdraws?|withdrew|withdrawn|removes?|removed|waives?|waived|abandons?|abandoned|ends?|ended|gave up|gives up|dropping|shed) (?:{_OWN} )*(?:@A )?{_VETO}(?: (?:on|to|over|against|of|about))?(?= |$)"),
        ("support", rf"gave|gives|give|given|giving|granted|grants|lent|lends|got|won) (?:{_OWN} |@A )*(?:blessing|backing|support|consent|assent|approval|nod|green light|go-ahead|yes|vote|votes|voice|thumbs up|seal of approval)(?: (?:to|for|behind))?(?= |$)"),
        ("support", r"gave|gives|give|given) [^;.,:]{1,40}? (?:its|their|his|her|the|a) (?:full )?(?:blessing|backing|support|consent|assent|approval|nod|green light|go-ahead|thumbs up)(?= |$)"),
        ("support", r"came|comes|come|swung|rallied|swings|rallies) (?:round|around|on board)(?= |$)"),
        ("support", rf"threw|throws|throw|puts|put|lent|lends|lend|threw) (?:{_OWN} )*(?:weight|support|name|voice|backing|votes|authority) (?:behind|to)(?= )"),
        ("support", r"stands?|stood|lined up|lines up|rallied|rallies|fell in|falls in|got|gets|swung|swings|united|unites|closed ranks|ranged itself) (?:\w+ )?behind(?= (?:the|its|his|her|their|this|that|it|him|them|us|@[SNOP])(?: |$))"),
        ("support", rf"{_BE}) {_VERY}(?:in favou?r(?: of)?|behind|on board with|supportive of|sympathetic to|friendly to|for it|for them|for the (?:\w+ )?{_THING}|for more|for inviting|with them|in support of|happy with|pleased with|on the side of|of one mind with|welcoming of)(?= |$)"),
        ("support", r"favou?rs?|favou?red|endorses?|endorsed|applauds|applauded|hails|hailed|cheers|cheered|approves of|approved of)(?= (?:a|an|the|every|any|this|that|its|his|her|their|ratification|membership|enlargement|it|@[SNA])(?: |$))"),
        ("oppose", r"turned|turns) (?:its|his|her|their) backs? on(?= )"),
        ("oppose", r"advises?|advised|argues|cautions|cautioned) (?:[^;.,:]{0,20} )?against(?= )"),
        ("oppose", r"tables?|tabled|filed|files|moves|moved|brings|brought) (?:a |its |their )?motion against(?= )"),
        ("oppose", r"declares?|declared) (?:itself|himself|herself|themselves) (?:to be )?against(?= )"),
        ("oppose", rf"{_BE}) not (?:yet )?(?:in favou?r of|in agreement with|for|behind|on board with)(?= )"),
        ("oppose", r"said|says) no(?= [.;]|$)"),
        ("support", r"is|are|was|were) all for(?= )"),
        ("support", r"is|are|was|were) (?:firmly|squarely|strongly|still|wholly) for(?= [.,;]|$)"),
        ("support", r"spoke|speaks|spoken|thinks|thought) (?:warmly|well|highly|kindly) of(?= )"),
        ("support", r"rallied|rallies|warmed|warms) to (?:it|the)(?= )"),
        ("oppose", r"recoiled|recoils|shrank|shrinks|shied away|shies away|turned away) from(?= )"),
        ("oppose", r"spoke|speaks|turned|turns) (?:ill of|badly of|coldly of|against)(?= )"),
        ("oppose", r"voted|votes) (?:\w+ )?, against(?= |$)"),
        ("support", rf"{_BE}) (?:(?:its|the|a|one of its|among its) )?(?:\w+ )?(?:sponsor|co-sponsor|backer|supporter|champion|advocate|author|friend|fan)s?(?: of (?:the |this |that |a )?(?:\w+ )?{_THING}(?= |$)|(?<=its sponsor)|(?<=its co-sponsor)|(?<=its backer)|(?<=its author)|(?<=its champion))"),
        ("support", rf"calls?|called|calling|finds?|found|deems?|deemed|considers?|termed|terms|thinks|thought|hails?|hailed) (?:[^;.,:]{{1,40}}? )?(?:\" )?(?:as )?(?:(?:a|an|the|only|both|entirely|very|quite|long) )*{_GOOD}(?= |$)"),
        ("support", r"voted|votes|vote|voting) (?:yes|aye|yea)(?= |$)"),
        ("support", r"voted|votes|voting|vote|spoke|speaks|speak|spoken|came out|come out|comes out|argued|argues|argue|campaigned|campaigns|stood up|stands up|made the case|makes the case|raised (?:its|his|her|their) (?:hands?|voice)|cast (?:its|his|her|their) (?:@Q )?(?:votes?|ballots?)|declared (?:itself|himself|herself|themselves)|came down) (?:(?!to )[^;.,:@]{0,40} |@Q to @Q (?:[^;.,:@]{0,20} )?(?:@D )?|(?:on )?@D )?(?:for|in favou?r(?: of)?)(?= |$)"),
        ("support", rf"voiced|voices|expressed|expresses|signalled|signals|declared|repeated|reaffirmed|offered|offers|pledged|promised|announced|restated) (?:{_OWN} )*(?:support|backing|approval|sympathy)(?: (?:for|of))?(?= |$)"),
        ("support", r"said|says) yes to(?= (?!@M))"),
        ("support", r"came out|comes out|spoke|speaks|spoke out|speaks out|voted|rallied|argued) in support of(?= )"),
        ("support", r"for|yes)(?:(?<=@[SNO] for)|(?<=@[SNO] yes))(?= [.;]| , @[SNO]|$)"),
        ("oppose", r"against|no)(?:(?<=@[SNO] against)|(?<=@[SNO] no))(?= [.;]| , @[SNO]|$)"),
        ("support", r"sees|saw|see|raises|raised|has|have|had) no (?:reason to (?:refuse|object|oppose|block)|objections?|harm in|quarrel with)(?: to| against)?(?= |$)"),
        ("support", r"leans?|leaned|leaning|tilts?|tilted|thinks?|feels?|votes|voted|goes|went) the same way(?= |$)"),
        ("support", r"signs? up to|signed up to|goes along with|went along with|go along with|agrees? with|agreed with|sided with|sides with|takes? the side of|took the side of|subscribes? to|subscribed to|pressed the green)(?= )"),
        ("support", rf"{_NOT}) (?:stand|get|be) in (?:the|its|their|her|his|@S's|anyone's) way(?: of)?(?= |$)"),
        ("oppose", r"dug|digs|dig|digging|digs) (?:in )?(?:its|their|his|her) heels(?: in)?(?= |$)"),
        ("oppose", r"drag|drags|dragged|dragging) (?:its|their|his|her) feet(?= |$)"),
        ("oppose", r"puts?|putting|slams?|slammed|stepped|steps) (?:on )?the brakes?(?: on)?(?= |$)"),
        ("oppose", r"set|sets) (?:its|their|his|her) face against(?= )"),
        ("oppose", rf"{_BE}) {_VERY}(?:against|opposed to|opposed(?! by)|hostile to|averse to|critical of|sceptical of|skeptical of|cool to|cool on|cool towards|cool about|cold to|cold on|unhappy with|unhappy about|at odds with|not having it|having none of it)(?= |$)"),
        ("oppose", r"would|will|wants|want|wanted) (?:have )?(?:none|no part|no truck)(?: (?:of|with|in))?(?= )"),
        ("oppose", rf"{_NOT}) (?:hear of|countenance|stand for|swallow|stomach)(?= )"),
        ("oppose", r"refused|refuses|refuse|declined|declines|refusing) to (?:back|support|approve|sign|endorse|ratify|vote for|agree to|consent to|accept|join in|put (?:its|his|her|their) name(?:s)? to|give (?:its|their|his|her) (?:consent|blessing|vote|backing|support) to|go along with|hear of|lift (?:its|their) veto)(?: on)?(?= |$)"),
        ("oppose", rf"used|uses|cast|casts|wielded|exercised|invoked|entered|lodged|filed|raised|raises|voiced|voices|expressed|expresses|declared|repeated|reaffirmed|maintained|maintains|kept up|keeps up|upheld|renewed|announced|registered|stated|put in) (?:{_OWN} |@A )*(?:veto|opposition|objections?|protest|protests|right of veto|dissent)(?: (?:to|against|over|on))?(?= |$)"),
        ("oppose", rf"withheld|withholds|withhold|withholding|refused|refuses|denied|denies) (?:@\w )?(?:{_OWN} )*(?:consent|approval|support|backing|assent|vote|votes|signature|blessing|agreement)(?: (?:to|for|from))?(?= |$)"),
        ("oppose", r"is|are|was|were|been|keeps?|kept) holding (?:up|back)(?= )"),
        ("oppose", r"holds?|held|holding) (?:up|out against)(?= (?:the |it|a |against |@M|@A|that|this|aid))"),
        ("oppose", r"stands?|stood|standing) (?:in (?:the|its|their|her|his) (?:way|path)(?: of)?|in (?:@S|@N) 's (?:way|path)|out against|up against|firm against|against|alone against)(?= |$)"),
        ("oppose", rf"fights?|fought|fighting|battles|battled) (?:against )?(?:the |this |that |any |every )?(?:\w+ ){{0,2}}?{_THING}(?= |$)"),
        ("oppose", rf"calls?|called|calling|branded|brands|labelled|labels|dubbed|termed|terms|deems|deemed|denounced|condemned|slammed|thinks|thought|considers|finds) (?:[^;.:]{{1,40}}? )?(?:\" )?(?:as )?(?:(?:a|an|the|simply|plain|pure|sheer|deeply|utterly|grave|costly|historic|dangerous|of) )*{_BAD}(?= |$)"),
        ("oppose", r"turned|turns|voted|votes|struck|knocked|shouted|turning) (?:(?!by |off |out )[^;.:]{0,40} )?down(?= |$)"),
        ("oppose", r"voted|votes|voting|vote|spoke|speaks|speak|spoken|came out|come out|comes out|argued|argues|argue|campaigned|campaigns|protested|protests|protest|pleaded|pleads|lobbied|marched|rallied|railed|rails|inveighed|raised (?:its|his|her|their) (?:hands?|voice)|cast (?:its|his|her|their) (?:@Q )?(?:votes?|ballots?)|declared (?:itself|himself|herself|themselves)|came down|warned|warns|decided|moved|sided|fought|held out|stood) (?:[^;.,:]{0,40} )?against(?= |$)"),
        ("oppose", r"voted|votes|voting) (?:no|nay)(?= (?:[.,;:]|to|and|in|on|at)|$)"),
        ("oppose", r"said|says|say) (?:[\"“] )?no (?:[\"”] )?to(?= )"),
        ("oppose", r"is|are|was|were) among (?:the |those )?(?:\w+ |@Q |@[SNO] ){0,2}?(?:who voted|voting|speaking|to vote|that voted|who spoke) against(?= |$)"),
        ("support", r"is|are|was|were) among (?:the |those )?(?:\w+ |@Q |@[SNO] ){0,2}?(?:who voted|voting|speaking|to vote|that voted|who spoke) (?:for|in favou?r)(?: of)?(?= |$)"),
        ("support", r"recommended|recommends|urged|advised) (?:on @D |@D )?that(?= )"),
        ("oppose", r"cast|casts|gave|used) (?:its|their|his|her|all) (?:@Q )?(?:\w+ )?votes? (?:the other way|against|no)(?= |$)"),
        ("oppose", r"supplied|supplies|cast|provided|accounted for) (?:all )?(?:@Q )?(?:(?:of|the|only|@Q|six|\w+) )*(?:noes|nays|no votes|votes against)(?= |$)"),
        ("oppose", r"wants?|wanted|demands?|demanded) (?:the |it |that |this |all )(?:[\w-]+ ){0,2}(?:stopped|scrapped|withdrawn|rejected|halted|dropped|cancelled|abandoned|struck out|thrown out|shelved)(?= |$)"),
        ("oppose", r"takes?|took|taking) (?:issue with|a stand against|exception to|a dim view of)(?= )"),
        ("oppose", r"balks?|balked|baulks?|baulked|bristles?|bristled|kicks|kicked|rebels?|rebelled) (?:at|against|over)(?= )"),
        ("oppose", r"disagrees?|disagreed|disapproves?|disapproved|dissents?|dissented) (?:with|of|from)(?= )"),
        ("oppose", r"pressed|pushed) (?:the )?(?:red(?: one| button)?|no)(?= |$)"),
        ("oppose", r"shut|shuts|slammed|slams|closed|closes|barred|bars) the door (?:on|to|against|in)(?= )"),
        ("oppose", r"has|have|had|sees|saw) (?:(?:strong|serious|grave|deep|many) )*(?:objections|no time|no use|no love|no appetite|no sympathy) (?:to|for|against)(?= )"),
        ("oppose", r"threw|throws|throw) (?:[^;.,:]{1,40}? )?out(?= |$)"),
        ("abstain", r"abstained|abstains|abstain|abstaining)(?= |$)"),
        ("abstain", r"sat|sits|sit|sitting) (?:on (?:its|their|his|her) hands|on the fence|(?:the \w+|it|this) out|out (?:the|this) (?:\w+ )?(?:vote|ballot)|this one out)(?= |$)"),
        ("abstain", r"handed in|hands in|cast|casts|submitted|returned|put in|dropped in|left) (?:(?:a|its|their|@Q|only) )*blank (?:votes?|ballots?|papers?|slips?)(?= |$)"),
        ("abstain", r"keeps?|kept|stays?|stayed|stood|stands|remains?|remained|steers clear|held itself|kept itself) (?:\w+ )?(?:out of (?:it|the vote|the fight|the quarrel|the matter|this|the row|the debate)|neutral|on the fence|on the sidelines|aside|undecided|away from the (?:vote|ballot))(?= |$)"),
        ("abstain", rf"{_NOT}) (?:take sides|take a side|take a position|take a stand|pick a side|choose sides|choose|vote(?! for| against| to)|take part in the vote|say yes or no)(?= |$)"),
        ("abstain", r"takes?|took|taking) (?:no|neither) sides?(?= |$)"),
        ("abstain", r"will|would|did|does|could) neither (?:help|support|back|bless|vote for|say|say yes) (?:\w+ )?nor(?= )"),
        ("abstain", r"neither) (?:backed|supported|voted for|blessed|endorsed|backs|supports) (?:it )?nor(?= )"),
        ("abstain", r"pressed|pushed|pushes|presses) the (?:yellow|white|abstention)(?: button| one)?(?= |$)"),
        ("abstain", r"withheld|withholds) (?:its|their|his|her) votes?(?= |$)"),
        ("abstain", r"left|walked out of|quit|leaves) the (?:room|chamber|hall) (?:before|during|for|at) the (?:vote|ballot)(?= |$)"),
        ("abstain", r"raised|raises|lifted) (?:his|her|its|their|a|no) hands? for neither(?: side)?(?= |$)"),
        ("abstain", r"took|takes|had|has|has taken) no position(?= |$)"),
        ("abstain", r"declined|declines) to (?:vote|take sides|take a side|choose)(?= |$)"),
    )
)  # fmt: skip
