"""Word classes that the grammar of aid news rests on. Forms are listed, not guessed, so that each can be checked."""

from collections.abc import Mapping
from functools import lru_cache


@lru_cache(maxsize=512)
def one_of(text: str) -> frozenset[str]:
    """The words of a text, for a short list where it is used."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Phrases that a bar parts."""
    return tuple(text.split("|"))


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs that hand money over or bind somebody to do so.
GIVE = _set(
    "wiring mobilising mobilizing channelling channeling covering spending matching backing stumping allotting sparing"
    " injecting settling remitting"
    " ups upped upping lifts lifted lifting boosts boosted boosting topping kicks kicked throws threw dedicating"
    " freeing freed frees agree agrees agreed spare spares spared allot allots allotted allotting give gives gave"
    " given giving provide provides provided providing pledge pledges pledged pledging donate donates donated"
    " donating contribute contributes contributed contributing allocate allocates allocated allocating commit"
    " commits committed committing grant grants granted granting offer offers offered offering send sends sent"
    " sending promise promises promised promising earmark earmarks earmarked earmarking release releases released"
    " releasing disburse disburses disbursed disbursing transfer transfers transferred transferring lend lends"
    " lent lending approve approves approved approving announce announces announced announcing add adds added"
    " adding pay pays paid paying extend extends extended extending unveil unveils unveiled unveiling sign signs"
    " signed signing award awards awarded awarding mobilise mobilises mobilised mobilize mobilizes mobilized"
    " channel channels channelled channeled guarantee guarantees guaranteed guaranteeing hand hands handed handing"
    " set sets setting put puts putting make makes made making move moves moved moving deliver delivers delivered"
    " delivering supply supplies supplied supplying chip chips chipped chipping come comes came wire wires wired"
    " unlock unlocks unlocked unlocking dedicate dedicates dedicated dedicating assign assigns assigned assigning"
    " reserve reserves reserved reserving authorise authorises authorised authorize authorizes authorized vote"
    " votes voted fund funds funded funding finance finances financed financing cover covers covered bear bears"
    " bore borne match matches matched devote devotes devoted spend spends spent spending budget budgets budgeted"
    " back backs backed top tops topped direct directs directed bring brings brought name named endorse endorsed"
    " adopt adopts adopted increase increases increased increasing double doubles doubled doubling raise raises"
    " raised confirm confirms confirmed confirming cleared clear clears inject injects injected invest invests"
    " invested settle settles settled remit remits remitted stump stumps stumped loan loans loaned allot allots"
    " allotted spare spares spared pass passes passed passing advance advances advanced advancing"
)
# These give only together with one of the words that follow.
PARTICLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_set("hand hands handed handing"), _set("over to")),
    **dict.fromkeys(_set("set sets setting"), _set("aside apart")),
    **dict.fromkeys(_set("put puts putting"), _set("up forward aside down in into on toward towards")),
    **dict.fromkeys(_set("make makes made making"), _set("available over")),
    **dict.fromkeys(_set("chip chips chipped chipping"), _set("in")),
    **dict.fromkeys(_set("come comes came"), _set("in up forward")),
    **dict.fromkeys(_set("stump stumps stumped"), _set("up")),
    **dict.fromkeys(_set("pass passes passed passing"), _set("on over along to")),
    **dict.fromkeys(_set("top tops topped"), _set("up")),
}
# These give only when aid is named nearby: each has a plain everyday use with money.
WEAK_GIVE = _set(
    "ups upped upping lifts lifted lifting boosts boosted boosting throws threw kicks kicked freeing freed frees"
    " spend spends spent spending move moves moved moving cover covers covered bear bears bore borne increase"
    " increases increased double doubles doubled doubling increasing raise raises raised back backs backed bring"
    " brings brought budget budgets budgeted invest invests invested name named direct directs directed sign signs"
    " signed signing confirm confirms confirmed confirming agree agrees agreed spare spares spared vote votes"
    " voted reserve reserves reserved reserving settle settles settled endorse endorsed adopt adopts adopted match"
    " matches matched"
)
GIVE_GOODS = _set(
    "distribute distributes distributed distributing give gives gave given giving provide provides provided"
    " providing pledge pledges pledged pledging donate donates donated donating contribute contributes contributed"
    " contributing offer offers offered offering send sends sent sending promise promises promised promising"
    " transfer transfers transferred transferring deliver delivers delivered delivering ship ships shipped"
    " shipping supply supplies supplied supplying dispatch dispatches dispatched dispatching add adds added adding"
    " hand hands handed handing fly flies flew flown flying bring brings brought bringing lend lends lent lending"
    " loan loans loaned release releases released buy buys bought buying purchase purchases purchased purchasing"
    " approve approves approved announce announces announced include includes included including cover covers"
    " covered covering contain contains contained containing consist consists consisted consisting comprise comprises"
    " comprised comprising load loads"
    " loaded carry carries carried carrying truck trucks trucked airlift airlifts airlifted grant grants granted"
    " commit commits committed committing allocate allocates allocated set sets setting put puts forward forwards"
    " forwarded spare spares spared earmark earmarked despatch"
    " despatches despatched cede cedes ceded ceding bestow bestows"
    " bestowed present presents presented presenting driven donates ferry ferries ferried gift gifts gifted"
)
RECEIVE = _set("receive receives received receiving get gets got obtain obtains obtained secure secures secured")
ARRIVE = _set(
    "arrive arrives arrived arriving arrival leave leaves left leaving go goes going went reach reaches reached"
    " flow flows flowed flowing come comes came cross crosses crossed depart departs departed follow follows"
)
SAY = _set(
    "say says said saying tell tells told announce announces announced add adds added explain explains explained"
    " state states stated write writes wrote written note notes noted confirm confirms confirmed report reports"
    " reported repeat repeats repeated tweet tweets tweeted post posts posted reply replies replied answer answers"
    " answered declare declares declared stress stresses stressed recall recalls recalled insist insists insisted"
    " acknowledge acknowledges acknowledged observe observed remark remarked continue continued warn warns warned"
    " quoted inform informs informed vow vows vowed pledge pledged promise promised claim claims claimed reaffirm"
    " reaffirmed"
)
DENY = _set(
    "deny denies denied denying reject rejects rejected rejecting dismiss dismisses dismissed dismissing refute"
    " refutes refuted refuse refuses refused refusing decline declines declined declining cancel cancels cancelled"
    " canceled cancelling withdraw withdraws withdrew withdrawn withdrawing scrap scraps scrapped revoke revokes"
    " revoked dispute disputes disputed contradict contradicts"
    " contradicted contradicting denial debunk debunked invented untrue"
    " false fabricated fake nonsense shelve shelved halt halted suspend suspended suspends freeze froze frozen"
    " block blocks blocked veto vetoed lapse lapsed drop drops dropped rescind rescinded retract retracted rule"
)
ASK = _set(
    "ask asks asked asking request requests requested requesting urge urges urged urging appeal appeals appealed"
    " appealing seek seeks sought seeking need needs needed needing want wants wanted wanting hope hopes hoped"
    " hoping wish wishes wished wishing demand demands demanded demanding plead pleads pleaded pleading beg begs"
    " begged invite invites invited inviting call calls called calling expect expects expected lobby lobbied press"
    " pressed pressing should ought must petition petitions petitioned prefer dream dreams dreamed require"
    " requires required suggest suggests suggested propose proposes proposed proposing recommend recommends"
    " recommended motion proposal let encourage encourages encouraged push pushed pushing implore implored"
    " asked-for plea bid longs"
)
MAYBE = _set(
    "could may might would consider considers considered considering weigh weighs weighed weighing discuss"
    " discusses discussed discussing mull mulls mulled mulling study studies studying examine examines examining"
    " explore explores exploring debate debates debated plan plans planned planning speculate speculated possible"
    " possibly potential potentially perhaps likely unlikely maybe draft rumour rumoured rumours rumored rumors"
    " intend intends intended intending prepare prepares preparing negotiate negotiating negotiates pending"
    " tentative tentatively threaten threatens threatened threatening provisional provisionally conditional"
    " hypothetical suppose supposing alleged contemplate contemplating"
)
CONDITIONS = _set(
    "if unless provided providing whether assuming depending contingent subject awaiting awaits pending should once"
)
PREPOSITIONS = _set(
    "of to for in on at by from with under over into after before between among through via against towards"
    " toward about within without during since until upon across near amid per around behind beyond despite"
    " including besides like as than off onto"
)
DETERMINERS = _set(
    "the a an its his her their our my your this that these those each every another some any no both all"
)
AUXILIARIES = _set(
    "will would shall should can could may might must has have had having is are was were be been being do does"
    " did to not n't never also now already just still yet only finally officially formally today going due set"
    " about ready re ve ll s has n't won't wouldn't didn't doesn't don't isn't aren't wasn't weren't hasn't"
    " haven't hadn't couldn't cannot can't immediately initially alone together jointly separately later earlier"
    " recently previously secretly really actually itself so far each both 'll 've 're 'd 'm reportedly allegedly"
    " meanwhile therefore however in-principle then again further additionally instead soon"
)
NEGATIONS = _set(
    "not n't never no nor neither nobody none cannot won't wouldn't didn't doesn't don't isn't aren't wasn't"
    " weren't hasn't haven't hadn't couldn't can't nothing without"
)
PRONOUNS = _set("we i it they he she our us you who which")
# Common nouns that act for a state: the actor is the state that they belong to.
STATE_ACTORS = _set(
    "government cabinet parliament ministry minister ministers president premier chancellor country kingdom"
    " republic state nation army embassy ambassador lawmakers senate senators assembly house authorities officials"
    " treasury capital administration coalition king queen military forces spokesman spokeswoman spokesperson"
    " delegation delegate secretary prime-minister leader leaders hosts envoy taxpayers diplomat diplomats mps"
    " deputies council-of-ministers taxpayer airforce exchequer legislature chamber parliamentarians navy"
)
BODY_ACTORS = _set(
    "company bank fund agency union alliance bloc commission council committee foundation charity organisation"
    " organization firm utility operator group body institution institutions lender pact members allies donors"
    " partners town city region canton municipality municipalities companies firms banks schools universities"
    " clubs hospitals brigades councils farmers engineers pupils students brigade association board museum"
    " university school readers reader citizens families volunteers cities towns regions energy-firms authority"
    " provider province county district secretariat facility churches church trust club museum sponsors railway"
    " consortium charity charities parish diocese archdiocese choir cooperative guild lodge airline retailer brewer"
    " brewery manufacturer carmaker supermarket orchestra synagogue"
    " mosque congregation monastery hospital clinic insurer"
    " federation academy waterworks shipyard syndicate caucus"
)
SPEAKER_NOUNS = _set(
    "minister president premier chancellor spokesman spokeswoman spokesperson official officials mayor director"
    " head chief governor ambassador commissioner secretary ministry leader operator council manager adviser aide"
    " diplomat delegate envoy company city organisers organizers agency department government office chairman"
    " chairwoman she he they we it source reporter lawmaker embassy"
)
TITLES = _set(
    "president prime minister chancellor secretary general ambassador commissioner mr mrs ms dr gen lt col king"
    " queen prince princess senator representative mayor governor chairman chairwoman director chief deputy vice"
    " foreign finance defence defense energy economy interior state spokesman spokeswoman spokesperson councillor"
    " sir lord lady premier congressman professor prof minister-president environment climate development aid"
    " trade first farmer alderman alderwoman bishop archbishop pastor judge"
    " speaker madam head acting high infrastructure secretary-general chair council-president"
    " undersecretary assistant special envoy st taoiseach rep sen gov sgt capt maj baroness dame hon rear admiral"
    " major colonel captain ambassador-designate countess duke economic affairs health justice transport economics"
    " cooperation co-operation businessman businesswoman butcher baker singer actor actress footballer entrepreneur"
    " cllr mme mlle sr sra"
    " philanthropist billionaire teacher pensioner historian analyst economist captain firefighter surgeon author poet"
)
BODY_HEADS = _set(
    "embassy government ministry bank fund agency union commission council committee party company group"
    " foundation institute university corporation association society organization organisation programme program"
    " federation pact league alliance authority service office board court cross crescent facility community"
    " international network trust ltd as ag gmbh plc inc sa ab oy bv nv department club church charity aid house"
    " initiative brigade compact treaty parliament assembly cabinet senate directorate secretariat cooperative"
    " consortium holding industries energy energie power electric grid networks nett energia works railways railway"
    " corps"
    " list movement register mechanism bloc forum chamber council-of"
    " order guild lodge diocese archdiocese parish abbey monastery"
    " waterworks shipyard shipyards charity syndicate"
)
MONTH_WORDS = _set(
    "january february march april may june july august september october november december monday tuesday"
    " wednesday thursday friday saturday sunday"
)
# Capitalised only because they open a sentence.
OPENERS = (
    PREPOSITIONS
    | DETERMINERS
    | AUXILIARIES
    | PRONOUNS
    | ASK
    | MAYBE
    | CONDITIONS
    | NEGATIONS
    | _set(
        "and but or while when where what how why who so yes no because although though here there officials"
        " missiles missile drones drone rockets rocket strikes shelling power water heat heating some about around"
        " nearly almost more less most many much several few other others both either half two three four five six"
        " seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety one hundred"
        " thousand million billion people ministers minister members parliament government cabinet lawmakers"
        " residents households homes repair crews workers engineers ukrainians talks asked earlier later last next"
        " meanwhile however moreover furthermore additionally separately together altogether overall according"
        " following speaking questioned background correction update breaking good dear yours sincerely item"
        " motion petition present minutes figures money aid help support donors partners allies hosts observers"
        " critics experts analysts journalists reporters transport damage repairs needs prices gas oil budget"
        " taxes damage explosions explosion attack attacks air artillery canada-based first second third fourth"
        " fifth another such even then thus again today yesterday tomorrow tonight monday tuesday wednesday"
        " thursday friday saturday sunday january february march april may june july august september october"
        " november december it's we're that's there's facts live statement appeal editorial letter questions"
        " answers question answer question q a winter spring summer autumn not live press release regional briefs"
        " opinion analysis interview transformers generators rumours rumors reports report work works since once"
        " only just still also each every neither nor none nobody everyone everybody anyone somebody someone"
        " something nothing everything take taken ask asked tell told let let's please thanks thank under local"
        " national international regional european-wide state-run public private foreign domestic total totals sum"
        " all few transformers substations substation water electricity service supplies supply delivery"
        " deliveries shipment shipments consignment false untrue wrong nonsense misleading invented fake half true"
        " correct incorrect agreed forty-five opposition pledges pledge commitments commitment contributions"
        " contribution grants grant loans loan notes note sources source"
    )
)
SERVICE_WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        _set(
            "power electricity light lights lighting current grid network dark blackout blackouts darkness electric"
            " energy powerless unpowered blacked blacked-out unlit candlelight candle candles lamplight windows"
            " sockets outage outages"
        ),
        "power",
    ),
    **dict.fromkeys(_set("water taps waterworks dry waterless pumping pipes wells"), "water"),
    **dict.fromkeys(_set("heat heating warmth cold unheated freezing shivering boiler boilers radiators"), "heat"),
}
