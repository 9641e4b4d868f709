// Failed provisioning at Atlassian, told to untwin's door within minutes: an action group with the door's address, and an alert
// rule over the provisioning log in a Log Analytics workspace. The alert carries ids; untwin reads the record itself.

@description('Resource id of the Log Analytics workspace that the tenant sends its provisioning logs to.')
param workspaceId string

@description('Id of the provisioning job that pushes to Atlassian.')
param jobId string

@secure()
@description('The whole address of the door, with the secret that is its last part.')
param doorUrl string

@description('Where the rule lies: the region of the workspace.')
param location string = resourceGroup().location

// Longer than the log takes to arrive: what two windows both hold is one failure to untwin.
var window = 'PT15M'
var dimensions = ['Id', 'JobId', 'SourceObjectId']
var failures = '''
AADProvisioningLogs
| where ResultType == "Failure" and ResultDescription has "already exists" and JobId == "{0}"
| extend SourceObjectId = tostring(parse_json(SourceIdentity).Id)
| project TimeGenerated, Id, JobId, SourceObjectId
'''

resource door 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'untwin-door'
  location: 'Global'
  properties: {
    groupShortName: 'untwin'
    enabled: true
    webhookReceivers: [
      {
        name: 'untwin'
        serviceUri: doorUrl
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2022-06-15' = {
  name: 'untwin-provisioning-conflicts'
  location: location
  kind: 'LogAlert'
  properties: {
    displayName: 'Provisioning conflicts at Atlassian'
    description: 'Tells untwin of each person whose push to Atlassian met an address that already exists.'
    enabled: true
    severity: 3
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: window
    // Each failure is told on its own; there is nothing that would have to end first.
    autoMitigate: false
    criteria: {
      allOf: [
        {
          query: format(failures, jobId)
          timeAggregation: 'Count'
          dimensions: [
            for dimension in dimensions: {
              name: dimension
              operator: 'Include'
              values: ['*']
            }
          ]
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    actions: {
      actionGroups: [door.id]
    }
  }
}
