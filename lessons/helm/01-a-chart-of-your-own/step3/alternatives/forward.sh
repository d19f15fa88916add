helm upgrade front ~/shop -n shop --reset-values --set replicas=3 --wait --timeout 120s
