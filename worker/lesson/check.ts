/**
 * `check`, the small vocabulary of verify scripts, as the bash script that it is: the same lesson can be checked on a real cluster with
 * it (`gatehouse check-script > /usr/local/bin/check`). It needs kubectl and curl, and where there is a `why` it tells the way of a
 * request that went wrong.
 *
 *     check http URL [--from pod/NAME[.NAMESPACE] | --from MACHINE] [--status N] [--contains TEXT] [--header NAME:VALUE] [--host NAME] [--fails] [-- CURL-OPTION...]
 *     check split URL COUNT TEXT=PERCENT... [--tolerance PERCENT] [--from ...] [--host NAME] [-- CURL-OPTION...]
 *     check condition KIND/NAME TYPE[=STATUS] [-n NAMESPACE] [--parent NAME | --listener NAME]
 *     check object KIND/NAME FIELD=VALUE... [-n NAMESPACE]       FIELD is a JSONPath without braces: .spec.type
 *
 * Each prints what was expected and what was found when they differ, and exits with 1; a wrong call exits with 2.
 */
export const CHECK_SCRIPT = String.raw`#!/usr/bin/env bash
usage() {
  echo "usage: check http|split|condition|object ... (see the lesson format)" >&2
  exit 2
}
ask() {
  case "$from" in
    "") curl -s -m 5 "${"$"}{curl_options[@]}" "$@" ;;
    pod/*)
      pod=$(echo "$from" | cut -d/ -f2 | cut -d. -f1)
      namespace=$(echo "$from" | cut -d/ -f2 | cut -s -d. -f2)
      [ -n "$namespace" ] || namespace=default
      kubectl exec -n "$namespace" "$pod" -- curl -s -m 5 "${"$"}{curl_options[@]}" "$@"
      ;;
    *) ssh "$from" curl -s -m 5 "${"$"}{curl_options[@]}" "$@" ;;
  esac
}
place() {
  [ -n "$from" ] && echo "from $from" || echo "from here"
}
tell_way() {
  if command -v why >/dev/null 2>&1; then
    echo "The way of that request:"
    why
  fi
}
differs() {
  echo "Expected: $1"
  echo "Found:    $2"
}

verb=$1
[ -n "$verb" ] && shift || usage
namespace=
from=
words=()
status=
contains=
header=
host=
fails=
tolerance=10
part=
curl_options=()
while [ $# -gt 0 ]; do
  case "$1" in
    -n | --namespace) namespace=$2; shift 2 ;;
    --from) from=$2; shift 2 ;;
    --status) status=$2; shift 2 ;;
    --contains) contains=$2; shift 2 ;;
    --header) header=$2; shift 2 ;;
    --host) host=$2; shift 2 ;;
    --tolerance) tolerance=$2; shift 2 ;;
    --fails) fails=yes; shift ;;
    --parent) part=".status.parents[?(@.parentRef.name==\"$2\")]"; shift 2 ;;
    --listener) part=".status.listeners[?(@.name==\"$2\")]"; shift 2 ;;
    --) shift; curl_options+=("$@"); break ;;
    -*) usage ;;
    *) words+=("$1"); shift ;;
  esac
done
set -- "${"$"}{words[@]}"
[ -n "$host" ] && curl_options+=(-H "Host: $host")
[ -n "$part" ] || part=.status

case "$verb" in
  http)
    url=$1
    [ -n "$url" ] || usage
    answer=$(ask -i "$url")
    code=$?
    if [ -n "$fails" ]; then
      [ $code -ne 0 ] && { echo "$url gives no answer $(place), as it should."; exit 0; }
      differs "no answer to $url $(place)" "$(echo "$answer" | head -n 1 | tr -d '\r')"
      exit 1
    fi
    if [ $code -ne 0 ]; then
      differs "an answer to $url $(place)" "none (curl ended with code $code)"
      tell_way
      exit 1
    fi
    got=$(echo "$answer" | head -n 1 | cut -d' ' -f2)
    if [ -n "$status" ] && [ "$got" != "$status" ]; then
      differs "status $status for $url $(place)" "status $got"
      tell_way
      exit 1
    fi
    if [ -n "$header" ]; then
      name=$(echo "$header" | cut -d: -f1)
      value=$(echo "$header" | cut -d: -f2- | sed 's/^ *//')
      found=$(echo "$answer" | tr -d '\r' | grep -i "^$name:" | head -n 1 | cut -d: -f2- | sed 's/^ *//')
      if [ "$found" != "$value" ]; then
        differs "header $name: $value" "$name: $found"
        exit 1
      fi
    fi
    if [ -n "$contains" ] && ! echo "$answer" | grep -qF -- "$contains"; then
      differs "an answer with \"$contains\" in it" "$(echo "$answer" | tr -d '\r' | sed '1,/^$/d' | head -n 3)"
      tell_way
      exit 1
    fi
    echo "$url answers $(place): $(echo "$answer" | head -n 1 | tr -d '\r')"
    ;;
  split)
    url=$1
    count=$2
    [ -n "$count" ] || usage
    shift 2
    answers=$(for i in $(seq "$count"); do ask "$url"; echo; done)
    wrong=0
    for share in "$@"; do
      text=$(echo "$share" | sed 's/=[0-9]*$//')
      percent=$(echo "$share" | sed 's/.*=//')
      found=$(echo "$answers" | grep -cF -- "$text")
      found=$((found * 100 / count))
      off=$((found - percent))
      [ $off -lt 0 ] && off=$((-off))
      if [ $off -gt "$tolerance" ]; then
        differs "about $percent% of $count answers with \"$text\"" "$found%"
        wrong=1
      fi
    done
    [ $wrong -eq 0 ] && echo "$count requests to $url are split as they should be."
    exit $wrong
    ;;
  condition)
    object=$1
    type=$(echo "$2" | cut -d= -f1)
    wanted=$(echo "$2" | cut -s -d= -f2)
    [ -n "$type" ] || usage
    [ -n "$wanted" ] || wanted=True
    [ -n "$namespace" ] || namespace=default
    if ! kubectl get "$object" -n "$namespace" >/dev/null 2>&1; then
      differs "$object in the namespace $namespace" "no such object"
      exit 1
    fi
    found=$(kubectl get "$object" -n "$namespace" -o jsonpath="{$part.conditions[?(@.type==\"$type\")].status}")
    if [ "$found" != "$wanted" ]; then
      reason=$(kubectl get "$object" -n "$namespace" -o jsonpath="{$part.conditions[?(@.type==\"$type\")].reason}: {$part.conditions[?(@.type==\"$type\")].message}")
      [ -n "$found" ] || found="not set"
      differs "$object has the condition $type=$wanted" "$type=$found ($reason)"
      exit 1
    fi
    echo "$object: $type=$found"
    ;;
  object)
    object=$1
    [ $# -ge 2 ] || usage
    shift
    [ -n "$namespace" ] || namespace=default
    if ! kubectl get "$object" -n "$namespace" >/dev/null 2>&1; then
      differs "$object in the namespace $namespace" "no such object"
      exit 1
    fi
    wrong=0
    for pair in "$@"; do
      field=$(echo "$pair" | sed 's/=[^=]*$//')
      wanted=$(echo "$pair" | sed 's/.*=//')
      found=$(kubectl get "$object" -n "$namespace" -o jsonpath="{$field}")
      if [ "$found" != "$wanted" ]; then
        differs "$object $field is $wanted" "\"$found\""
        wrong=1
      fi
    done
    [ $wrong -eq 0 ] && echo "$object is as it should be."
    exit $wrong
    ;;
  *) usage ;;
esac
`;
