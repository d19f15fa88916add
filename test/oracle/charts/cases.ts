/** Sets of values with which every chart is rendered by the real helm and by ours: flags of `helm template`, by name. */
export const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "ingress-nginx": {
    defaults: "ingress-nginx -n ingress-nginx",
    "another release": "external-ingress -n externalingress --set controller.replicaCount=3",
    "the article's public one":
      'external-ingress --namespace externalingress --set controller.service.annotations."service\\.beta\\.kubernetes\\.io/azure-load-balancer-health-probe-request-path"=/healthz',
    "the article's internal one":
      'internal-ingress --namespace internalingress --set controller.service.annotations."service\\.beta\\.kubernetes\\.io/azure-load-balancer-internal"=true --set controller.service.annotations."service\\.beta\\.kubernetes\\.io/azure-load-balancer-internal-subnet"="sub2-vnet-sbx-spokeaks1" --set controller.ingressClassResource.name="internal-nginx" --set controller.ingressClassResource.controllerValue="k8s.io/ingress-nginx-internal"',
    "a daemon set on host ports":
      "edge --set controller.kind=DaemonSet,controller.hostPort.enabled=true,controller.hostNetwork=true,controller.service.type=ClusterIP,controller.dnsPolicy=ClusterFirstWithHostNet",
    "node ports":
      "web --set controller.service.type=NodePort,controller.service.nodePorts.http=30080,controller.service.nodePorts.https=30443,controller.service.externalTrafficPolicy=Local",
    "plain tcp and udp":
      "plain --set tcp.9000=default/db:5432 --set udp.53=kube-system/kube-dns:53 --set portNamePrefix=p",
    "no webhook, default class, default backend":
      "x --set controller.admissionWebhooks.enabled=false,controller.ingressClassResource.default=true,defaultBackend.enabled=true,controller.watchIngressWithoutClass=true",
    "an internal service beside the public one":
      "two --set controller.service.internal.enabled=true,controller.service.internal.annotations.where=inside,controller.service.loadBalancerIP=203.0.113.7 --set 'controller.service.loadBalancerSourceRanges={10.0.0.0/8,192.168.0.0/16}'",
    "arguments, configuration, labels":
      'x --set controller.extraArgs.v=2,controller.extraArgs.enable-ssl-passthrough=,controller.config.use-forwarded-headers=true --set-string controller.config.proxy-body-size=8m --set-json \'controller.podAnnotations={"a":"b"}\' --set controller.electionID=mine,commonLabels.team=web,fullnameOverride=edge',
    "autoscaling and metrics":
      "x --set controller.autoscaling.enabled=true,controller.autoscaling.minReplicas=2,controller.metrics.enabled=true,controller.allowSnippetAnnotations=true,controller.scope.enabled=true,controller.scope.namespace=shop",
  },
  // What `helm create` writes; the real helm renders ours, and ours renders the real one's.
  starter: {
    defaults: "web",
    "a release with the chart's name in it": "my-starter -n shop",
    "other names":
      "web --set nameOverride=shop,fullnameOverride=a-name-that-is-much-too-long-for-a-label-and-has-to-be-cut-off-somewhere",
    "an ingress with a certificate":
      'web --set ingress.enabled=true,ingress.className=nginx --set-json \'ingress.annotations={"a/b":"c"}\' --set-json \'ingress.tls=[{"secretName":"t","hosts":["a.example","b.example"]}]\'',
    "hosts and paths":
      'web --set ingress.enabled=true --set-json \'ingress.hosts=[{"host":"a","paths":[{"path":"/","pathType":"Prefix"},{"path":"/x"}]},{"host":"b","paths":[]}]\'',
    "a route":
      'web --set httpRoute.enabled=true,httpRoute.annotations.a=b --set-json \'httpRoute.rules=[{"matches":[{"path":{"type":"Exact","value":"/x"}}],"filters":[{"type":"URLRewrite"}]},{}]\'',
    "a route without hosts": "web --set httpRoute.enabled=true --set-json 'httpRoute.hostnames=[]'",
    autoscaling:
      "web --set autoscaling.enabled=true,autoscaling.minReplicas=2,autoscaling.targetMemoryUtilizationPercentage=70",
    "an account that is there": "web --set serviceAccount.create=false,serviceAccount.name=robot",
    "an account of its own, a node port":
      "web --set serviceAccount.annotations.a=b,serviceAccount.automount=false,service.type=NodePort,service.port=8080",
    "everything of a pod":
      'web --set replicaCount=3,image.tag=1.27,podAnnotations.a=b,podLabels.c=d,podSecurityContext.fsGroup=2000,securityContext.runAsUser=1000,resources.limits.cpu=100m,nodeSelector.disk=ssd --set-json \'tolerations=[{"operator":"Exists"}]\' --set-json \'imagePullSecrets=[{"name":"r"}]\' --set-json \'volumes=[{"name":"v","emptyDir":{}}]\' --set-json \'volumeMounts=[{"name":"v","mountPath":"/v"}]\' --set-json \'affinity={"podAntiAffinity":{}}\' --set livenessProbe=null',
  },
};
