package model

// A Source is where a rule was published.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Microsoft's own pages.
var (
	resourcePage = Source{"temporaryAccessPassAuthenticationMethod resource type", "https://learn.microsoft.com/en-us/graph/api/resources/temporaryaccesspassauthenticationmethod"}
	createPage   = Source{"Create temporaryAccessPassMethod", "https://learn.microsoft.com/en-us/graph/api/authentication-post-temporaryaccesspassmethods"}
	listPage     = Source{"List temporaryAccessPassMethods", "https://learn.microsoft.com/en-us/graph/api/authentication-list-temporaryaccesspassmethods"}
	getPage      = Source{"Get temporaryAccessPassAuthenticationMethod", "https://learn.microsoft.com/en-us/graph/api/temporaryaccesspassauthenticationmethod-get"}
	deletePage   = Source{"Delete temporaryAccessPassAuthenticationMethod", "https://learn.microsoft.com/en-us/graph/api/temporaryaccesspassauthenticationmethod-delete"}
	howTo        = Source{"Configure a Temporary Access Pass", "https://learn.microsoft.com/en-us/entra/identity/authentication/howto-authentication-temporary-access-pass"}
	policyPage   = Source{"temporaryAccessPassAuthenticationMethodConfiguration resource type", "https://learn.microsoft.com/en-us/graph/api/resources/temporaryaccesspassauthenticationmethodconfiguration"}
	policyUpdate = Source{"Update temporaryAccessPassAuthenticationMethodConfiguration", "https://learn.microsoft.com/en-us/graph/api/temporaryaccesspassauthenticationmethodconfiguration-update"}
	policyDelete = Source{"Delete temporaryAccessPassAuthenticationMethodConfiguration", "https://learn.microsoft.com/en-us/graph/api/temporaryaccesspassauthenticationmethodconfiguration-delete"}
	strengths    = Source{"Overview of authentication strengths", "https://learn.microsoft.com/en-us/entra/identity/authentication/concept-authentication-strengths"}
	roleReach    = Source{"Privileged roles and permissions", "https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/privileged-roles-permissions"}
	metadata     = Source{"Microsoft Graph metadata", "https://github.com/microsoftgraph/msgraph-metadata"}
	preview2021  = Source{"Graph reference of the preview, July 2021", "https://github.com/microsoftgraph/microsoft-graph-docs/tree/db3ad7292b/api-reference/beta/api"}
	errorLookup  = Source{"Microsoft Entra error lookup, 130504", "https://login.microsoftonline.com/error?code=130504"}
)

// What people published of the service as they met it.
var (
	rangeReport    = Source{"microsoft-graph-docs pull 12187: a refused lifetime", "https://github.com/microsoftgraph/microsoft-graph-docs/pull/12187"}
	pastReport     = Source{"msgraph-sdk-dotnet issue 2724: a start refused as past", "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2724"}
	gateReport     = Source{"azure-docs issue 111778: a create refused by policy", "https://github.com/MicrosoftDocs/azure-docs/issues/111778"}
	scopeReport    = Source{"azure-docs issue 70884: a sign-in blocked by policy", "https://github.com/MicrosoftDocs/azure-docs/issues/70884"}
	accessReport   = Source{"msgraph-sdk-go issue 441: a create without permission", "https://github.com/microsoftgraph/msgraph-sdk-go/issues/441"}
	replaceReport  = Source{"CIPP issue 4436: a create over an active pass", "https://github.com/KelvinTegelaar/CIPP/issues/4436"}
	staysReport    = Source{"CIPP issue 3570: a used pass stays listed", "https://github.com/KelvinTegelaar/CIPP/issues/3570"}
	onceReport     = Source{"PIM4EntraPS: a measured refusal of a multi-use pass", "https://github.com/KnudsenMorten/PIM4EntraPS"}
	missingReport  = Source{"provision-tomcat: a session renewed without its pass", "https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md"}
	capturedReport = Source{"janbakker.tech: captured responses, August 2021", "https://janbakker.tech/how-to-build-a-powerapp-temporary-access-pass-manager-part-4/"}
	usedReport     = Source{"azvise.com: a used pass blocked by policy, February 2023", "https://azvise.com/2023/02/21/temporary-access-pass-sign-in-was-blocked-due-to-user-credential-policy/"}
	nobodyReport   = Source{"microsoft-graph-docs issue 6059: nobody by that id", "https://github.com/microsoftgraph/microsoft-graph-docs/issues/6059"}
	tokensReport   = Source{"azure-docs pull 98716: tokens end with the pass", "https://github.com/MicrosoftDocs/azure-docs/pull/98716"}
	schemaReport   = Source{"Graph OpenAPI as JSON Schema", "https://github.com/api-evangelist/microsoft-graph"}
)
