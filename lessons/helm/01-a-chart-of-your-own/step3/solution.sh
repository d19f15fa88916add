helm rollback front 1 -n shop --wait --timeout 120s
