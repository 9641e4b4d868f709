#!/bin/sh
# Makes the app registration that untwin signs in as, with the permissions of shadow mode or of repairs, and puts its secret into AWS
# Secrets Manager. It needs az and aws, each signed in. The secret is shown nowhere. Run again, it changes the permissions only.
set -eu

usage="usage: app.sh shadow|repairs [name of the secret in AWS]"
graph=00000003-0000-0000-c000-000000000000
name=untwin
secret=${2:-untwin/vendors/entra-client-secret}

case ${1:-} in
shadow) roles="AuditLog.Read.All Directory.Read.All Synchronization.Read.All" ;;
repairs) roles="AuditLog.Read.All Directory.Read.All Synchronization.ReadWrite.All" ;;
*) echo "$usage" >&2 && exit 2 ;;
esac

# Entra shows a secret once: nothing is made before there is a place for it.
aws sts get-caller-identity --query Arn --output text >&2
app=$(az ad app list --filter "displayName eq '$name'" --query '[0].appId' --output tsv)
if [ -z "$app" ]; then
  app=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg --query appId --output tsv)
  az ad sp create --id "$app" --output none
  az ad app credential reset --id "$app" --append --display-name "$name on AWS" --years 1 --query password --output tsv |
    tr -d '\n' | aws secretsmanager create-secret --name "$secret" --secret-string file:///dev/stdin --query ARN --output text
fi

# Az takes ids only, and these are looked up by name.
permissions=
for role in $roles; do
  id=$(az ad sp show --id "$graph" --query "appRoles[?value=='$role'].id | [0]" --output tsv)
  permissions="$permissions{\"id\":\"$id\",\"type\":\"Role\"},"
done
access="[{\"resourceAppId\":\"$graph\",\"resourceAccess\":[${permissions%,}]}]"
az ad app update --id "$app" --required-resource-accesses "$access"
# What was granted before and is not listed any more stays granted until an administrator takes it away.
az ad app permission admin-consent --id "$app"

echo "client_id = \"$app\"    # for untwin.toml"
echo "The client secret works for a year: write its last day down as directory.client_secret_expires." >&2
