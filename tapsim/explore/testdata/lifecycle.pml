/* One user's whole life: the world lifecycle, told a second time and without model.Step.

   Time is not counted here. What counts is how now stands to three events: the pass was
   made, its life begins, its life ends. Each is still to come, is now, or is past. */

#define COMING 0
#define NOW    1
#define PAST   2

/* Which edition it is. CURRENT asks the policy before it makes a pass. PREVIEW keeps a
   pass that is usable, or that will be. */
#ifdef DOCUMENTED
#define MAY (true)
#else
#ifdef PREVIEW
#define MAY (!there || !ALLOWED || ended != COMING || spent)
#else
#define MAY (on && !shut)
#endif
#endif

/* The policy. */
bit on = 1;
bit oneTimeOnly;
bit shut;                  /* the user is excluded */

/* The pass; all zero: there is none. */
bit there, oneTime, spent;
byte start;                /* 0: when it was made; 1: a minute before; 2: a minute later */
byte made, begun, ended;

/* Who signed in. An earlier pass is one that was deleted or replaced. */
bit session, earlier, earlierSession;

#define ALLOWED (on && !shut && (oneTime || !oneTimeOnly))
#define USABLE  (there && ALLOWED && begun != COMING && ended == COMING && !spent)

/* One line for each step: the state before it, and the state after it. */
c_code {
	static void state(const char *before) {
		printf("%s%d%d%d %d%d%d%d %d%d%d %d%d%d", before, now.on, now.oneTimeOnly, now.shut,
			now.there, now.oneTime, now.spent, now.start, now.made, now.begun, now.ended,
			now.session, now.earlier, now.earlierSession);
	}
}
#define FROM c_code { state("step "); }
#define TO   c_code { state(" to "); putchar('\n'); }

#define STEP(when, what) :: d_step { when -> FROM; what; TO }

/* The pass goes, and those who know it still have its code, its id and their sessions. */
#define GO \
	earlierSession = earlierSession || (there && session); \
	earlier = earlier || there; \
	session = 0; there = 0; oneTime = 0; spent = 0; \
	start = 0; made = 0; begun = 0; ended = 0

#define CREATE(one, when, beginning) \
	STEP(MAY && (one || !oneTimeOnly), \
		GO; there = 1; oneTime = one; start = when; made = NOW; begun = beginning)

#define ATEVENT (made == NOW || begun == NOW || ended == NOW)

/* A refused command changes nothing, and neither does a question. They are left out. */
active proctype Life() {
end:
	do
	/* Time passes: up to the next event, or to an instant between two events. */
	STEP(there && ATEVENT,
		made = PAST; begun = (begun == NOW -> PAST : begun); ended = (ended == NOW -> PAST : ended))
	STEP(there && !ATEVENT && begun == COMING, begun = NOW)
	STEP(there && !ATEVENT && begun == PAST && ended == COMING, ended = NOW)

	CREATE(0, 0, NOW)    CREATE(1, 0, NOW)
	CREATE(0, 1, PAST)   CREATE(1, 1, PAST)
	CREATE(0, 2, COMING) CREATE(1, 2, COMING)
	STEP(there, GO)
	STEP(USABLE, session = 1; spent = oneTime)

	STEP(true, on = 1)          STEP(true, on = 0)
	STEP(true, oneTimeOnly = 1) STEP(true, oneTimeOnly = 0)
	STEP(true, shut = 1)        STEP(true, shut = 0)
	od
}
