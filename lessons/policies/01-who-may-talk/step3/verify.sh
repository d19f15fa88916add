#!/bin/bash
answer() { kubectl exec -n "$1" "$2" -- curl -s -m 2 "http://$3" 2>/dev/null; }
if [ "$(answer edge gateway web.shop)" != "this is web" ]; then
  echo "The gateway does not reach web yet. A podSelector alone means pods of the policy's own namespace."
  exit 1
fi
[ -n "$(answer shop api-shell web.shop)" ] && { echo "Pods of shop reach web as well: a rule without \"from\" lets in everybody."; exit 1; }
[ -n "$(answer edge batch web.shop)" ] && { echo "batch reaches web as well: with two dashes the namespace alone is enough."; exit 1; }
[ "$(answer shop api-shell db.shop)" = "this is db" ] || { echo "api does not reach db any more: leave the other policies as they are."; exit 1; }
echo "The gateway reaches web, and batch does not."
