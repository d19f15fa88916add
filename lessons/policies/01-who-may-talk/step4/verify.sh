#!/bin/bash
inside() { kubectl exec -n shop api-shell -- "$@" 2>/dev/null; }
if ! inside nslookup db.shop.svc.cluster.local >/dev/null; then
  echo "api cannot ask for names any more: \"db\" is not found, however open the way to it is."
  exit 1
fi
[ "$(inside curl -s -m 2 http://db)" = "this is db" ] || { echo "api does not reach db any more."; exit 1; }
if [ "$(inside curl -sk -m 2 -o /dev/null -w '%{http_code}' https://kubernetes.default)" != 000 ]; then
  echo "api still reaches others, the API server for one."
  exit 1
fi
[ "$(kubectl exec -n edge gateway -- curl -s -m 2 http://web.shop 2>/dev/null)" = "this is web" ] || { echo "The gateway does not reach web any more: that was none of api's business."; exit 1; }
echo "api asks for names, reaches db, and nothing else."
