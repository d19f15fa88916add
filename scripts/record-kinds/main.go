// Records what the API server of Kubernetes makes of objects: runs its own strategies (decode, defaults, prepare, validate, warn,
// store, read back) and its own printers on the rows of files of recordings, and writes the answers beside them.
//
//	npm run record:kinds -- ../../test/worker/api/kinds/recorded/{,tables/}statefulset.json
//
// A file of strategies is a list of rows {"says", "object", "old"?}; a file of tables is {"now", "columns", "rows"}. Only "says",
// "object", "old" and "now" are read; to record a new row, write these and run the program.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/printers"
	printersinternal "k8s.io/kubernetes/pkg/printers/internalversion"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/event"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/ipaddress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/networking/servicecidr"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/resource/deviceclass"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaim"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaimtemplate"
	"k8s.io/kubernetes/pkg/registry/resource/resourceslice"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/csinode"
	"k8s.io/kubernetes/pkg/registry/storage/csistoragecapacity"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattachment"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattributesclass"
)

// The uid that every new object gets.
const uid = "11111111-2222-3333-4444-555555555555"

type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

var strategies = map[string]strategy{
	"validatingwebhookconfiguration":   validatingwebhookconfiguration.Strategy,
	"mutatingwebhookconfiguration":     mutatingwebhookconfiguration.Strategy,
	"validatingadmissionpolicy":        validatingadmissionpolicy.NewStrategy(nil, nil),
	"validatingadmissionpolicybinding": validatingadmissionpolicybinding.NewStrategy(nil, nil, nil),
	"mutatingadmissionpolicy":          mutatingadmissionpolicy.NewStrategy(nil, nil),
	"mutatingadmissionpolicybinding":   mutatingadmissionpolicybinding.NewStrategy(nil, nil, nil),
	"controllerrevision":               controllerrevision.Strategy,
	"daemonset":                        daemonset.Strategy,
	"deployment":                       deployment.Strategy,
	"replicaset":                       replicaset.Strategy,
	"statefulset":                      statefulset.Strategy,
	"horizontalpodautoscaler":          horizontalpodautoscaler.Strategy,
	"job":                              job.Strategy,
	"cronjob":                          cronjob.Strategy,
	"certificatesigningrequest":        certificates.Strategy,
	"lease":                            lease.Strategy,
	"configmap":                        configmap.Strategy,
	"endpoints":                        endpoint.Strategy,
	"event":                            event.Strategy,
	"limitrange":                       limitrange.Strategy,
	"namespace":                        namespace.Strategy,
	"node":                             node.Strategy,
	"persistentvolume":                 persistentvolume.Strategy,
	"persistentvolumeclaim":            persistentvolumeclaim.Strategy,
	"pod":                              pod.Strategy,
	"podtemplate":                      podtemplate.Strategy,
	"replicationcontroller":            replicationcontroller.Strategy,
	"resourcequota":                    resourcequota.Strategy,
	"secret":                           secret.Strategy,
	"service":                          service.Strategy,
	"serviceaccount":                   serviceaccount.Strategy,
	"endpointslice":                    endpointslice.Strategy,
	"flowschema":                       flowschema.Strategy,
	"prioritylevelconfiguration":       prioritylevelconfiguration.Strategy,
	"ingress":                          ingress.Strategy,
	"ingressclass":                     ingressclass.Strategy,
	"ipaddress":                        ipaddress.Strategy,
	"networkpolicy":                    networkpolicy.Strategy,
	"servicecidr":                      servicecidr.Strategy,
	"runtimeclass":                     runtimeclass.Strategy,
	"poddisruptionbudget":              poddisruptionbudget.Strategy,
	"clusterrole":                      clusterrole.Strategy,
	"clusterrolebinding":               clusterrolebinding.Strategy,
	"role":                             role.Strategy,
	"rolebinding":                      rolebinding.Strategy,
	"deviceclass":                      deviceclass.Strategy,
	"resourceclaim":                    resourceclaim.NewStrategy(nil, nil),
	"resourceclaimtemplate":            resourceclaimtemplate.NewStrategy(nil),
	"resourceslice":                    resourceslice.Strategy,
	"priorityclass":                    priorityclass.Strategy,
	"csidriver":                        csidriver.Strategy,
	"csinode":                          csinode.Strategy,
	"csistoragecapacity":               csistoragecapacity.Strategy,
	"storageclass":                     storageclass.Strategy,
	"volumeattachment":                 volumeattachment.Strategy,
	"volumeattributesclass":            volumeattributesclass.Strategy,
}

type row struct {
	Says     string          `json:"says"`
	Object   json.RawMessage `json:"object"`
	Old      json.RawMessage `json:"old,omitempty"`
	Stored   json.RawMessage `json:"stored,omitempty"`
	Errors   []string        `json:"errors,omitempty"`
	Warnings []string        `json:"warnings,omitempty"`
}

type tableRow struct {
	Says   string          `json:"says"`
	Object json.RawMessage `json:"object"`
	Cells  []any           `json:"cells"`
}

type table struct {
	Now     string     `json:"now"`
	Columns []string   `json:"columns"`
	Rows    []tableRow `json:"rows"`
}

func serializer(strict bool) *jsonserializer.Serializer {
	return jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme,
		jsonserializer.SerializerOptions{Strict: strict})
}

func decode(raw []byte) (runtime.Object, schema.GroupVersionKind, error) {
	object, gvk, err := legacyscheme.Codecs.DecoderToVersion(serializer(true), runtime.InternalGroupVersioner).Decode(raw, nil, nil)
	if err != nil {
		return nil, schema.GroupVersionKind{}, err
	}
	return object, *gvk, nil
}

func encode(object runtime.Object, version schema.GroupVersion) []byte {
	text := &bytes.Buffer{}
	must(legacyscheme.Codecs.EncoderForVersion(serializer(false), version).Encode(object, text))
	return text.Bytes()
}

// record answers what the server says to a row.
func record(in row) row {
	out := row{Says: in.Says, Object: in.Object, Old: in.Old}
	object, gvk, err := decode(in.Object)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", in.Says, err))
	}
	accessor, _ := meta.Accessor(object)
	ctx := genericapirequest.WithNamespace(genericapirequest.NewContext(), accessor.GetNamespace())
	ctx = genericapirequest.WithRequestInfo(ctx, &genericapirequest.RequestInfo{APIGroup: gvk.Group, APIVersion: gvk.Version, Verb: "create"})
	kind := strategies[strings.ToLower(gvk.Kind)]
	var errs field.ErrorList
	if len(in.Old) > 0 {
		old, _, err := decode(in.Old)
		must(err)
		before, _ := meta.Accessor(old)
		before.SetResourceVersion("1")
		if accessor.GetResourceVersion() == "" {
			accessor.SetResourceVersion("1")
		}
		accessor.SetUID(before.GetUID())
		accessor.SetCreationTimestamp(before.GetCreationTimestamp())
		kind.PrepareForUpdate(ctx, object, old)
		errs = kind.ValidateUpdate(ctx, object, old)
		out.Warnings = kind.WarningsOnUpdate(ctx, object, old)
	} else {
		accessor.SetUID(uid)
		kind.PrepareForCreate(ctx, object)
		errs = kind.Validate(ctx, object)
		out.Warnings = kind.WarningsOnCreate(ctx, object)
	}
	for _, e := range errs {
		out.Errors = append(out.Errors, e.Error())
	}
	if len(errs) == 0 {
		text := encode(object, gvk.GroupVersion())
		if again, _, err := decode(text); err == nil {
			text = encode(again, gvk.GroupVersion())
		}
		out.Stored = tidy(text)
	}
	return out
}

// tidy takes out what every object has: uid, resourceVersion, empty status.
func tidy(text []byte) json.RawMessage {
	for _, common := range []string{`"uid":"` + uid + `",`, `"uid":"` + uid + `"`, `"resourceVersion":"1",`, `"resourceVersion":"1"`,
		`"creationTimestamp":null,`, `,"creationTimestamp":null`} {
		text = bytes.ReplaceAll(text, []byte(common), nil)
	}
	text = bytes.ReplaceAll(bytes.TrimSpace(text), []byte(",}"), []byte("}"))
	if !json.Valid(text) {
		panic(string(text))
	}
	return text
}

var times = regexp.MustCompile(`"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"`)

// shifted moves every time in an object, so that it is as old now as it was then.
func shifted(object []byte, by time.Duration) []byte {
	return times.ReplaceAllFunc(object, func(quoted []byte) []byte {
		text := strings.Trim(string(quoted), `"`)
		layout := time.RFC3339
		if strings.Contains(text, ".") {
			layout = "2006-01-02T15:04:05.000000Z"
		}
		at, err := time.Parse(layout, text)
		must(err)
		return []byte(`"` + at.Add(by).UTC().Format(layout) + `"`)
	})
}

// print answers the wide table of every row.
func print(in table) table {
	then, err := time.Parse(time.RFC3339, in.Now)
	must(err)
	generator := printers.NewTableGenerator().With(printersinternal.AddHandlers)
	out := table{Now: in.Now}
	for _, row := range in.Rows {
		// Half a second is what the clock may go on before the cells are made.
		by := time.Since(then).Truncate(time.Second)
		object, _, err := decode(shifted(row.Object, by))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", row.Says, err))
		}
		made, err := generator.GenerateTable(object, printers.GenerateOptions{Wide: true})
		if err != nil {
			// Kinds without columns of their own.
			made, err = rest.NewDefaultTableConvertor(schema.GroupResource{}).ConvertToTable(context.Background(), object, nil)
			must(err)
			for i, cell := range made.Rows[0].Cells {
				if at, ok := cell.(string); ok {
					made.Rows[0].Cells[i] = strings.Trim(string(shifted([]byte(`"`+at+`"`), -by)), `"`)
				}
			}
		}
		out.Columns = nil
		for _, c := range made.ColumnDefinitions {
			out.Columns = append(out.Columns, fmt.Sprintf("%s/%s/%s/%d", c.Name, c.Type, c.Format, c.Priority))
		}
		// A client shows no cells without a column.
		out.Rows = append(out.Rows, tableRow{row.Says, row.Object, made.Rows[0].Cells[:len(made.ColumnDefinitions)]})
	}
	return out
}

func line(value any) string {
	text := &strings.Builder{}
	encoder := json.NewEncoder(text)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(value))
	return strings.TrimSpace(text.String())
}

func lines[T any](rows []T) string {
	text := []string{}
	for _, row := range rows {
		text = append(text, line(row))
	}
	return "[\n" + strings.Join(text, ",\n") + "\n]"
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	capabilities.Setup(true, 0)
	persistentvolume.NowFunc = func() metav1.Time { return metav1.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		must(err)
		var recorded string
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
			var in table
			must(json.Unmarshal(text, &in))
			out := print(in)
			recorded = fmt.Sprintf("{\"now\":%s,\n\"columns\":%s,\n\"rows\":%s}\n", line(out.Now), line(out.Columns), lines(out.Rows))
		} else {
			var in, out []row
			must(json.Unmarshal(text, &in))
			for _, row := range in {
				out = append(out, record(row))
			}
			recorded = lines(out) + "\n"
		}
		must(os.WriteFile(file, []byte(recorded), 0o644))
	}
}
