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

// Reports by people who used the service.
var (
	rangeReport       = Source{"microsoft-graph-docs pull 12187: a refused lifetime", "https://github.com/microsoftgraph/microsoft-graph-docs/pull/12187"}
	pastReport        = Source{"msgraph-sdk-dotnet issue 2724: a start refused as past", "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2724"}
	gateReport        = Source{"azure-docs issue 111778: a create refused by policy", "https://github.com/MicrosoftDocs/azure-docs/issues/111778"}
	scopeReport       = Source{"azure-docs issue 70884: a sign-in blocked by policy", "https://github.com/MicrosoftDocs/azure-docs/issues/70884"}
	accessReport      = Source{"msgraph-sdk-go issue 441: a create without permission", "https://github.com/microsoftgraph/msgraph-sdk-go/issues/441"}
	replaceReport     = Source{"CIPP issue 4436: a create over an active pass", "https://github.com/KelvinTegelaar/CIPP/issues/4436"}
	staysReport       = Source{"CIPP issue 3570: a used pass stays listed", "https://github.com/KelvinTegelaar/CIPP/issues/3570"}
	onceReport        = Source{"PIM4EntraPS: a measured refusal of a multi-use pass", "https://github.com/KnudsenMorten/PIM4EntraPS"}
	missingReport     = Source{"provision-tomcat: a session renewed without its pass", "https://github.com/wilddog64/provision-tomcat/blob/190d6382d82c8a712f66ba4a3756a64ea0b29e1c/docs/issues/2026-02-16-azure-sandbox-auth-failure-run-22049025221.md"}
	capturedReport    = Source{"janbakker.tech: captured responses, August 2021", "https://janbakker.tech/how-to-build-a-powerapp-temporary-access-pass-manager-part-4/"}
	usedReport        = Source{"azvise.com: a used pass blocked by policy, February 2023", "https://azvise.com/2023/02/21/temporary-access-pass-sign-in-was-blocked-due-to-user-credential-policy/"}
	unknownUserReport = Source{"microsoft-graph-docs issue 6059: no user by that id", "https://github.com/microsoftgraph/microsoft-graph-docs/issues/6059"}
	tokensReport      = Source{"azure-docs pull 98716: tokens end with the pass", "https://github.com/MicrosoftDocs/azure-docs/pull/98716"}
	schemaReport      = Source{"Graph OpenAPI as JSON Schema", "https://github.com/api-evangelist/microsoft-graph"}
)

// Found when the first release was checked against public reports.
var (
	graphGateReport      = Source{"MyWorkID issue 47: a create through Graph refused by policy, January 2025", "https://github.com/glueckkanja/MyWorkID/issues/47"}
	readScopeReport      = Source{"msgraph-sdk-powershell issue 550: which scope reads another user's methods", "https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/550"}
	errorTable           = Source{"EntraID-ErrorCodes: Microsoft's error lookup as read in August 2023", "https://github.com/f-bader/EntraID-ErrorCodes"}
	siblingBodyReport    = Source{"msgraph-sdk-dotnet issue 1616: a body that a sibling method does not understand", "https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/1616"}
	payloadReport        = Source{"microsoft-graph-docs issue 6259: a payload that is no JSON to Graph", "https://github.com/microsoftgraph/microsoft-graph-docs/issues/6259"}
	emptyReport          = Source{"microsoft-graph-docs issue 4769: an empty payload, at another endpoint", "https://github.com/microsoftgraph/microsoft-graph-docs/issues/4769"}
	meReport             = Source{"msgraph-sdk-php issue 1163: /me with the token of an application", "https://github.com/microsoftgraph/msgraph-sdk-php/issues/1163"}
	verbReport           = Source{"msgraph-sdk-powershell issue 937: a verb that a method does not have", "https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/937"}
	innerErrorReport     = Source{"microsoft-graph-docs-contrib issue 2913: a badRequest with its message in innerError", "https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/2913"}
	innerErrorReport2022 = Source{"microsoft-graph-docs-contrib issue 1888: likewise, a year later", "https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1888"}
	droppedReport        = Source{"Microsoft365DSC issue 6391: an update without @odata.type that changes nothing", "https://github.com/microsoft/Microsoft365DSC/issues/6391"}
	logicApps            = Source{"janbakker.tech: passes from a Logic App with a directory role", "https://janbakker.tech/how-to-create-a-temporary-access-pass-using-logic-apps/"}
)

// Requests that published scripts send. A script shows what its users rely on, and no
// answer of the service. So a rule whose only sources are scripts is chosen.
var (
	cmdletSource        = Source{"autorest.powershell: how Microsoft's cmdlets spell a date", "https://github.com/Azure/autorest.powershell/blob/main/powershell/llcsharp/schema/date-time.ts"}
	policyExample       = Source{"Update-MgPolicyAuthenticationMethodPolicyAuthenticationMethodConfiguration: names in capitals", "https://learn.microsoft.com/en-us/powershell/module/microsoft.graph.identity.signins/update-mgpolicyauthenticationmethodpolicyauthenticationmethodconfiguration"}
	consoleScript       = Source{"CIPP-API, New-CIPPTAP.ps1: a start without a zone", "https://github.com/KelvinTegelaar/CIPP-API/pull/1513"}
	consoleJITScript    = Source{"CIPP-API, Invoke-ExecJITAdmin.ps1: a start without a zone, in whole seconds", "https://github.com/KelvinTegelaar/CIPP-API"}
	consolePolicyScript = Source{"CIPP-API, Standards_TAP: a policy with displayName in a target", "https://github.com/KelvinTegelaar/CIPP-API"}
	formScript          = Source{"Tools4ever HelloID: a form that always sends the present, without a zone", "https://github.com/Tools4everBV/HelloID-Conn-SA-Full-Microsoft-EntraID-Account-CreateTemporaryAccessPass"}
	aadInternals        = Source{"AADInternals: New-UserTAP, and the codes of sign-in", "https://github.com/Gerenios/AADInternals"}
	runbookScript       = Source{"RealmJoin runbook: a created pass may read DisabledByPolicy", "https://github.com/realmjoin/realmjoin-runbooks"}
	unusedScript        = Source{Title: "A report script of unused passes; its address was not kept"}
)
