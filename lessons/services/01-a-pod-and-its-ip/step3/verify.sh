#!/bin/bash
first=$(cat /tmp/first-ip 2>/dev/null)
now=$(kubectl get pod demo -o jsonpath='{.status.podIP}' 2>/dev/null)
if [ -z "$now" ]; then
  echo "There is no pod \"demo\" with an address in the namespace \"default\"."
  exit 1
fi
if [ ! -s new-ip.txt ]; then
  echo "The file new-ip.txt is not there, or is empty."
  exit 1
fi
said=$(tr -d '[:space:]' < new-ip.txt)
if [ "$now" = "$first" ]; then
  echo "The pod \"demo\" is still the first one, at $first. Delete it and run it again."
  exit 1
fi
if [ "$said" = "$first" ]; then
  echo "$said is the address of the pod that is gone. The new one is elsewhere."
  exit 1
fi
if [ "$said" != "$now" ]; then
  echo "new-ip.txt says \"$said\", but that is not where \"demo\" is."
  exit 1
fi
echo "The pod moved from $first to $now."
