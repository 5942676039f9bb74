package model

// A Witness is what Microsoft's machine-readable documents say about a rule. They are
// generated from Graph's metadata, so they declare only names, types and statuses.
// cmd/oracle checks every answer of the corpus against them.
type Witness struct {
	Says    string
	Against bool     // the documents differ from the rule; the list in cmd/oracle says why the project does not follow them
	Sources []Source // the documents that say so
}

// Microsoft's machine-readable documents.
var (
	openAPI     = Source{"Microsoft Graph OpenAPI description, v1.0", "https://github.com/microsoftgraph/msgraph-metadata/blob/master/openapi/v1.0/openapi.yaml"}
	openAPIBeta = Source{"Microsoft Graph OpenAPI description, beta", "https://github.com/microsoftgraph/msgraph-metadata/blob/master/openapi/beta/openapi.yaml"}
	typings     = Source{"@microsoft/microsoft-graph-types, v1.0", "https://github.com/microsoftgraph/msgraph-typescript-typings"}
)

var (
	descriptions = []Source{openAPI, openAPIBeta}
	allDocuments = []Source{openAPI, openAPIBeta, typings}
)

// witnesses are what the documents say, by rule. A test of cmd/oracle compares each
// with the documents.
var witnesses = map[Rule][]Witness{
	TimeFormat: {
		{Says: "An instant has seconds, a fraction of at most twelve digits or none, and a zone.", Sources: descriptions},
	},
	PassCodeOnce: {
		{Says: "temporaryAccessPass is a text or null.", Sources: allDocuments},
	},
	CreateAccepted: {
		{Says: "A create answers with a pass, and with one of the statuses of success; which one is not declared.", Sources: allDocuments},
	},
	CreateStartOffset: {
		{Says: "A startDateTime may have an offset.", Sources: descriptions},
	},
	CreateStartZone: {
		{Says: "A startDateTime has a zone.", Against: true, Sources: descriptions},
	},
	CreateStartForm: {
		{Says: "A startDateTime is no /Date(ms)/.", Against: true, Sources: descriptions},
	},
	CreateNull: {
		{Says: "lifetimeInMinutes, isUsableOnce and startDateTime may be null.", Sources: descriptions},
	},
	CreateReadonly: {
		{Says: "What only the service sets has its type in a body, too, and @odata.type is a text. There is no lastUsedDateTime.", Against: true, Sources: descriptions},
	},
	CreateUnknown: {
		{Says: "A body has the declared names alone, and values of their types.", Sources: descriptions},
	},
	CreateCase: {
		{Says: "A name is spelt in one way.", Against: true, Sources: descriptions},
	},
	ListOne: {
		{Says: "A list answers with an object whose value is an array of passes.", Sources: allDocuments},
	},
	GetFound: {
		{Says: "A get answers with a pass.", Sources: allDocuments},
	},
	DeleteFound: {
		{Says: "A delete answers 204, without a body.", Sources: descriptions},
	},
	ErrorEnvelope: {
		{Says: "A refusal is an object error with code and message, and request-id and client-request-id in an object inside it.", Sources: descriptions},
		{Says: "That object is spelt innererror, has an @odata.type, a Date with a zone in place of date, and no message.", Against: true, Sources: descriptions},
	},
	PolicyRead: {
		{Says: "A get answers with the configuration, of the type that its @odata.type names.", Sources: allDocuments},
	},
	PolicyUpdate: {
		{Says: "An update answers with the configuration.", Against: true, Sources: descriptions},
	},
	PolicyType: {
		{Says: "An update has an @odata.type, and without that of passes none of the properties that passes alone have.", Against: true, Sources: descriptions},
	},
	PolicyNull: {
		{Says: "includeTargets is not null, and nor is isRegistrationRequired in a target; nor, in beta, is excludeTargets.", Against: true, Sources: descriptions},
	},
	PolicyUnknown: {
		{Says: "A body has the declared names alone, and values of their types.", Sources: descriptions},
		{Says: "So do targets; the id is a text, and a name is spelt in one way.", Against: true, Sources: descriptions},
	},
	PolicyReset: {
		{Says: "A delete answers 204, without a body.", Sources: descriptions},
	},
}
