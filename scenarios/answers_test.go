package scenarios_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tapsim/tap/model"
	"github.com/tapsim/tap/tapsim/protocol"
)

// accepting is the answer of an accepted sign-in with a pass, or of a refresh.
func accepting(p *seenPass, req *protocol.Request) protocol.Response {
	res := protocol.Response{Result: "accepted", SessionEnds: p.end.String()}
	if req.Op == protocol.SignIn && p.once {
		res.RegisterBy = req.At.Add(model.RegistrationWindow).String()
	}
	return res
}

// turned is the opposite of an answer to a sign-in, or to a refresh.
func turned(p *seenPass, req *protocol.Request, res *protocol.Response) protocol.Response {
	if res.Accepted() {
		return refusing("Expired")
	}
	return accepting(p, req)
}

var (
	reasons  = []string{"EnabledByPolicy", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed"}
	refusals = []string{noPass, "WrongCode", "DisabledByPolicy", "Expired", "NotYetValid", "OneTimeUsed"}
)

func kindOf(once bool) string {
	if once {
		return "a one-time pass"
	}
	return "a multi-use pass"
}

// instants are wrong ends of a session, or wrong deadlines.
var instants = map[string]func(p *seenPass, at model.Instant) model.Instant{
	"a tick early":                    func(p *seenPass, _ model.Instant) model.Instant { return p.end.Add(-model.Tick) },
	"a tick late":                     func(p *seenPass, _ model.Instant) model.Instant { return p.end.Add(model.Tick) },
	"a lifetime from now":             func(p *seenPass, at model.Instant) model.Instant { return at.Add(p.end.Sub(p.start)) },
	"an hour from now":                func(_ *seenPass, at model.Instant) model.Instant { return at.Add(60 * model.Minute) },
	"an hour from now, or at the end": func(p *seenPass, at model.Instant) model.Instant { return min(p.end, at.Add(60*model.Minute)) },
	"ten minutes from now":            func(_ *seenPass, at model.Instant) model.Instant { return at.Add(model.RegistrationWindow) },
	"at once":                         func(_ *seenPass, at model.Instant) model.Instant { return at },
}

var deadlines = map[string]func(p *seenPass, at model.Instant) model.Instant{
	"a tick early": func(_ *seenPass, at model.Instant) model.Instant {
		return at.Add(model.RegistrationWindow - model.Tick)
	},
	"a tick late": func(_ *seenPass, at model.Instant) model.Instant {
		return at.Add(model.RegistrationWindow + model.Tick)
	},
	"at the end of the session at most": func(p *seenPass, at model.Instant) model.Instant { return min(p.end, at.Add(model.RegistrationWindow)) },
	"ten minutes from the start":        func(p *seenPass, _ model.Instant) model.Instant { return p.start.Add(model.RegistrationWindow) },
	"at the end of the session":         func(p *seenPass, _ model.Instant) model.Instant { return p.end },
}

// TestEveryWrongAnswerToTheRightCodeIsCaught is about sign-ins.
func TestEveryWrongAnswerToTheRightCodeIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	right := func(name string, change func(p *seenPass, req *protocol.Request, res *protocol.Response)) {
		faults = append(faults, saying("the right code is "+name, protocol.SignIn, func(_ *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			if u != nil && u.pass() != nil && u.pass().code == req.Code {
				change(u.pass(), req, res)
			}
		}))
	}
	for _, reason := range refusals[2:] {
		right("accepted in spite of "+reason, func(p *seenPass, req *protocol.Request, res *protocol.Response) {
			if res.Reason == reason {
				*res = accepting(p, req)
			}
		})
		for _, event := range happenings {
			if reason == "NotYetValid" && (event == "signIn" || event == "refresh") {
				continue // no session begins before the start
			}
			right("accepted in spite of "+reason+" after "+event, func(p *seenPass, req *protocol.Request, res *protocol.Response) {
				before := p.did[event]
				if event == "refused signIn" {
					before-- // this one
				}
				if res.Reason == reason && before > 0 {
					*res = accepting(p, req)
				}
			})
		}
		for _, other := range refusals {
			if other != reason {
				right("refused with "+other+" for "+reason, func(_ *seenPass, _ *protocol.Request, res *protocol.Response) {
					if res.Reason == reason {
						*res = refusing(other)
					}
				})
			}
		}
	}
	for _, once := range []bool{false, true} {
		for _, when := range sorted(edges) {
			right("turned round for "+kindOf(once)+" "+when, func(p *seenPass, req *protocol.Request, res *protocol.Response) {
				if p.once == once && edges[when](p, req.At) {
					*res = turned(p, req, res)
				}
			})
		}
	}
	for n := 2; n <= 3; n++ {
		right(fmt.Sprintf("refused at sign-in %d", n), func(p *seenPass, _ *protocol.Request, res *protocol.Response) {
			if res.Accepted() && p.did["signIn"] == n {
				*res = refusing("OneTimeUsed")
			}
		})
	}
	for _, when := range sorted(instants) {
		right("good for a session that ends "+when, func(p *seenPass, req *protocol.Request, res *protocol.Response) {
			if res.Accepted() {
				res.SessionEnds = instants[when](p, req.At).String()
			}
		})
	}
	for _, when := range sorted(deadlines) {
		right("good for a registration "+when, func(p *seenPass, req *protocol.Request, res *protocol.Response) {
			if res.Accepted() && p.once {
				res.RegisterBy = deadlines[when](p, req.At).String()
			}
		})
	}
	right("good for a registration without a deadline", func(_ *seenPass, _ *protocol.Request, res *protocol.Response) { res.RegisterBy = "" })
	right("good for a registration after a multi-use pass", func(p *seenPass, req *protocol.Request, res *protocol.Response) {
		if res.Accepted() {
			res.RegisterBy = req.At.Add(model.RegistrationWindow).String()
		}
	})
	requireCaught(t, faults)
}

// TestEveryCodeThatOpensNothingIsCaught is about users without a pass.
func TestEveryCodeThatOpensNothingIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	opens := func(name string, is func(o *observer, u *seenUser, code model.Code) bool) {
		faults = append(faults, saying(name, protocol.SignIn, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			if res.Reason == noPass && is(o, u, req.Code) {
				*res = protocol.Response{Result: "accepted", SessionEnds: req.At.String()}
			}
		}))
	}
	of := func(u *seenUser, code model.Code, gone protocol.Op) bool {
		return u != nil && slices.ContainsFunc(u.passes, func(p *seenPass) bool { return p.code == code && p.gone == gone })
	}
	opens("a code is accepted where there is no pass", func(_ *observer, u *seenUser, _ model.Code) bool { return u != nil })
	opens("a code is accepted where there is no user", func(_ *observer, u *seenUser, _ model.Code) bool { return u == nil })
	opens("the code of a deleted pass is accepted", func(_ *observer, u *seenUser, code model.Code) bool { return of(u, code, protocol.Delete) })
	opens("the code of a replaced pass is accepted after a delete", func(_ *observer, u *seenUser, code model.Code) bool { return of(u, code, protocol.Create) })
	opens("the code of another user is accepted where there is no pass", func(o *observer, u *seenUser, code model.Code) bool {
		return u != nil && slices.ContainsFunc(o.users, func(other *seenUser) bool { return of(other, code, "") })
	})
	opens("the code of another user is accepted where there is no user", func(o *observer, u *seenUser, code model.Code) bool {
		return u == nil && slices.ContainsFunc(o.users, func(other *seenUser) bool { return of(other, code, "") })
	})
	requireCaught(t, faults)
}

// TestEveryWrongRenewalIsCaught is about sessions.
func TestEveryWrongRenewalIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	refresh := func(name string, change func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response)) {
		faults = append(faults, saying("a session is "+name, protocol.Refresh, change))
	}
	ofCurrent := func(u *seenUser, req *protocol.Request) bool {
		return u != nil && u.pass() != nil && strings.EqualFold(u.pass().id, req.ID)
	}
	for _, reason := range []string{noPass, "DisabledByPolicy", "Expired", "NotYetValid"} {
		refresh("renewed in spite of "+reason, func(_ *observer, _ *seenUser, req *protocol.Request, res *protocol.Response) {
			if res.Reason == reason {
				*res = protocol.Response{Result: "accepted", SessionEnds: req.At.String()}
			}
		})
		for _, other := range refusals {
			if other != reason {
				refresh("refused with "+other+" for "+reason, func(_ *observer, _ *seenUser, _ *protocol.Request, res *protocol.Response) {
					if res.Reason == reason {
						*res = refusing(other)
					}
				})
			}
		}
	}
	for _, reason := range append([]string{noPass}, reasons...) {
		refresh("renewed with a previous pass where the current one is "+reason, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			if u != nil && u.had(req.ID) && o.reason(u, req.At) == reason {
				*res = protocol.Response{Result: "accepted", SessionEnds: req.At.String()}
			}
		})
	}
	for name, has := range map[string]bool{"": false, " by a user with a pass": true} {
		refresh("renewed with the pass of another user"+name, func(o *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			for _, other := range o.users {
				if u != nil && other != u && ofCurrent(other, req) && (u.pass() != nil) == has {
					*res = accepting(other.pass(), req)
				}
			}
		})
	}
	for _, when := range sorted(edges) {
		refresh("turned round "+when, func(_ *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			if ofCurrent(u, req) && edges[when](u.pass(), req.At) {
				*res = turned(u.pass(), req, res)
			}
		})
	}
	for n := 1; n <= 3; n++ {
		for _, once := range []bool{false, true} {
			name := fmt.Sprintf("not renewed at refresh %d of %s", n, kindOf(once))
			refresh(name, func(_ *observer, u *seenUser, _ *protocol.Request, res *protocol.Response) {
				if res.Accepted() && u.pass().once == once && u.pass().did["refresh"] == n {
					*res = refusing("OneTimeUsed")
				}
			})
		}
	}
	for _, when := range sorted(instants) {
		refresh("renewed and ends "+when, func(_ *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
			if res.Accepted() {
				res.SessionEnds = instants[when](u.pass(), req.At).String()
			}
		})
	}
	refresh("renewed with a deadline", func(_ *observer, _ *seenUser, req *protocol.Request, res *protocol.Response) {
		if res.Accepted() {
			res.RegisterBy = req.At.Add(model.RegistrationWindow).String()
		}
	})
	requireCaught(t, faults)
}

// TestEveryWrongViewIsCaught is about what a list and a get show, and what a get and a
// delete find.
func TestEveryWrongViewIsCaught(t *testing.T) {
	t.Parallel()
	var faults []fault
	for _, op := range []protocol.Op{protocol.List, protocol.Get} {
		shows := func(name string, change func(p *seenPass, at model.Instant, pass map[string]any)) {
			faults = append(faults, saying("a "+string(op)+" shows "+name, op, func(_ *observer, u *seenUser, req *protocol.Request, res *protocol.Response) {
				edit(res, func(pass map[string]any) { change(u.pass(), req.At, pass) })
			}))
		}
		for _, reason := range reasons {
			shows("the wrong isUsable for "+reason, func(_ *seenPass, _ model.Instant, pass map[string]any) {
				if pass["methodUsabilityReason"] == reason {
					pass["isUsable"] = reason != "EnabledByPolicy"
				}
			})
			for _, other := range reasons {
				if other != reason {
					shows(other+" for "+reason, func(_ *seenPass, _ model.Instant, pass map[string]any) {
						if pass["methodUsabilityReason"] == reason {
							pass["methodUsabilityReason"] = other
						}
					})
				}
			}
		}
		for _, when := range sorted(edges) {
			shows("another reason "+when, func(p *seenPass, at model.Instant, pass map[string]any) {
				if edges[when](p, at) {
					reason := otherReason(pass["methodUsabilityReason"])
					pass["methodUsabilityReason"], pass["isUsable"] = reason, reason == "EnabledByPolicy"
				}
			})
		}
	}

	const unknown = "00000000-0000-4000-8000-000000000000"
	for _, op := range []protocol.Op{protocol.Get, protocol.Delete} {
		for _, reason := range append([]string{noPass}, reasons...) {
			// The answer is 200 and finds the current pass, if there is one.
			finds := func(which string, is func(u *seenUser, id string) bool) {
				faults = append(faults, fault{
					name: "a " + string(op) + " finds " + which + " where the current one is " + reason,
					hears: func(o *observer, req *protocol.Request) {
						if u := o.user(req); req.Op == op && u != nil && u.pass() != nil && is(u, req.ID) && o.reason(u, req.At) == reason {
							req.ID = u.pass().id
						}
					},
					says: func(o *observer, req *protocol.Request, res *protocol.Response) {
						if u := o.user(req); reason == noPass && req.Op == op && u != nil && u.pass() == nil && res.Status == 404 && is(u, req.ID) {
							*res = protocol.Response{Status: map[protocol.Op]int{protocol.Get: 200, protocol.Delete: 204}[op]}
						}
					},
				})
			}
			finds("a previous pass", (*seenUser).had)
			finds("an unknown id", func(u *seenUser, id string) bool {
				return !u.had(id) && (u.pass() == nil || !strings.EqualFold(u.pass().id, id))
			})
			if reason != noPass {
				faults = append(faults, fault{name: "a " + string(op) + " does not find the pass where it is " + reason, hears: func(o *observer, req *protocol.Request) {
					if u := o.user(req); req.Op == op && u != nil && o.reason(u, req.At) == reason {
						req.ID = unknown
					}
				}})
			}
		}
	}
	for _, reason := range reasons {
		faults = append(faults, fault{
			name: "a delete does nothing where the pass is " + reason,
			hears: func(o *observer, req *protocol.Request) {
				if u := o.user(req); req.Op == protocol.Delete && u != nil && u.pass() != nil && strings.EqualFold(u.pass().id, req.ID) && o.reason(u, req.At) == reason {
					req.Op, req.ID = protocol.List, ""
				}
			},
			says: func(_ *observer, req *protocol.Request, res *protocol.Response) {
				if req.Op == protocol.Delete && res.Status == 200 {
					*res = protocol.Response{Status: 204}
				}
			},
		})
	}
	requireCaught(t, faults)
}
