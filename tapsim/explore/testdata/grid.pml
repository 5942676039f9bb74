/* USERS users and one policy on a small grid of time, edition current. The unit of time
   is ten minutes, the shortest life of a pass. The clock runs from 0 to 10. A pass starts
   now, or one or two units later, and lives for one to three. Whenever the policy is off,
   no pass can be made and none can be used.

   It is there for its speed: the tests count its states and those of model.Step on the
   same grid. What the calendar, the session and earlier passes add is in lifecycle.pml. */

#ifndef USERS
#define USERS 3
#endif

byte clock;
bit on = 1;

active proctype Tenant() {
end:
	do
	:: d_step { clock < 10 -> clock++ }
	:: d_step { on = !on }
	od
}

#define MAKE(later, units, one) \
	:: d_step { on -> starts = clock + later; life = units; once = one; spent = 0 }

#define BOTH(later, units) \
	MAKE(later, units, 0) \
	MAKE(later, units, 1)

active [USERS] proctype User() {
	byte starts, life;   /* no life: no pass */
	bit once, spent;
end:
	do
	BOTH(0, 1) BOTH(0, 2) BOTH(0, 3)
	BOTH(1, 1) BOTH(1, 2) BOTH(1, 3)
	BOTH(2, 1) BOTH(2, 2) BOTH(2, 3)
	:: d_step { life -> starts = 0; life = 0; once = 0; spent = 0 }
	:: d_step { on && life && !spent && clock >= starts && clock < starts + life -> spent = once }
	od
}
