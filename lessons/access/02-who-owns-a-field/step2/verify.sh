#!/bin/bash
check object deployment/shop '.spec.template.spec.containers[0].image=nginx:1.28.0' || exit 1
object=$(kubectl get deployment shop -o json --show-managed-fields)
if [ "$(echo "$object" | jq .spec.replicas)" != 5 ]; then
  echo "shop has $(echo "$object" | jq .spec.replicas) replicas: the sale's five are gone."
  exit 1
fi
owners=$(echo "$object" | jq -r '[.metadata.managedFields[] | select(.fieldsV1."f:spec"."f:replicas") | .manager] | join(" and ")')
if [ "$owners" != sale ]; then
  echo "The field spec.replicas belongs to $owners: whoever changes it next meets a conflict. It was to be left to sale alone."
  exit 1
fi
image=$(echo "$object" | jq -r '[.metadata.managedFields[] | select(.fieldsV1."f:spec"."f:template"."f:spec"."f:containers"."k:{\"name\":\"web\"}"."f:image" or .fieldsV1."f:spec"."f:template"."f:spec"."f:containers"."k:{\"name\":\"nginx\"}"."f:image") | .manager + " (" + .operation + ")"] | join(" and ")')
if [ "$image" != "platform (Apply)" ]; then
  echo "The image belongs to $image: it was to be brought out by platform's apply."
  exit 1
fi
echo "platform owns the image, sale owns the number of replicas, and neither is in the other's way."
