kubectl wait --for=condition=Programmed gateway/door --timeout=120s
