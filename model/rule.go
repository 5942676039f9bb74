package model

// A Rule is one rule of the catalogue. The zero Rule is none, and accepts nothing.
type Rule uint8

const (
	NoRule Rule = iota

	TimeUTC
	TimeFormat
	TimeTotal

	PassSingle
	PassID
	PassCodeOnce
	PassCodeLength
	PassCodeAlphabet
	PassStays

	UsabilityDisabled
	UsabilityExpired
	UsabilityEarly
	UsabilityUsed
	UsabilityEnabled
	UsabilityEnd
	UsabilityOrder
	UsabilityCase

	CreateAccepted
	CreateUngated
	CreateGated
	CreateReplaces
	CreateConflict
	CreateLifetimeDefault
	CreateLifetimeRange
	CreateOnceDefault
	CreateOnceRequired
	CreateStartDefault
	CreateStartPast
	CreateStartTolerance
	CreateStartZone
	CreateStartOffset
	CreateStartForm
	CreateStartFar
	CreateGuest
	CreateExternalMember
	CreateNull
	CreateEmpty
	CreateReadonly
	CreateMalformed
	CreateUnknown
	CreateCase

	ListOne
	GetFound
	GetMissing
	DeleteFound
	DeleteMissing
	UserMissing
	UserKey
	UserUpdate
	PassUpdate
	ErrorEnvelope

	SigninAccepted
	SigninOnce
	SigninNone
	SigninCode
	SigninExpired
	SigninEarly
	SigninUsed
	SigninDisabled
	SigninOrder
	SigninSession
	SigninWindow
	SigninWindowMulti
	RefreshAccepted
	RefreshExpired
	RefreshNone
	RefreshDisabled
	RefreshEarly

	PolicyDefaults
	PolicyRead
	PolicyRange
	PolicyOrder
	PolicyUpdate
	PolicyAtomic
	PolicyType
	PolicyNull
	PolicyUnknown
	PolicyReset
	PolicyTargets
	PolicyExisting

	AccessToken
	AccessMe
	AccessSelfRead
	AccessOtherRead
	AccessSelfDelete
	AccessWrite
	AccessSelfCreate
	AccessPolicy
	AccessRefused

	numRules
)
