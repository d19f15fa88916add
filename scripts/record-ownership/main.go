// Records what the real field manager makes of a table of writes: who owns which field after each, and what it refuses.
//
//	go run . < ../../test/worker/api/server/ownership/scenarios.yaml > ../../test/worker/api/server/ownership/recorded.json
//
// Nothing of it is part of the application; the answers are committed.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
	"sync"
	"time"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/yaml"
)

type scenario struct {
	Name string `json:"name"`
	// "apps/v1 Deployment"
	Kind string `json:"kind"`
	// Of a custom resource.
	Schema *spec.Schema `json:"schema,omitempty"`
	Steps  []step       `json:"steps"`
}

// One write: exactly one of Create, Merge and Apply is set.
type step struct {
	Manager     string          `json:"manager"`
	Create      json.RawMessage `json:"create,omitempty"`
	Merge       json.RawMessage `json:"merge,omitempty"` // an update, as a JSON merge patch
	Apply       json.RawMessage `json:"apply,omitempty"`
	Force       bool            `json:"force,omitempty"`
	Subresource string          `json:"subresource,omitempty"`
}

type answer struct {
	Managed []map[string]any `json:"managedFields,omitempty"` // times are numbers of steps
	Object  any              `json:"object,omitempty"`        // after an apply
	Error   string           `json:"error,omitempty"`
	Code    int32            `json:"code,omitempty"`
	Causes  []string         `json:"causes,omitempty"`
}

type recorded struct {
	Name  string   `json:"name"`
	Steps []answer `json:"steps"`
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func read(kind string) schema.GroupVersionKind {
	version, name, _ := strings.Cut(kind, " ")
	return must(schema.ParseGroupVersion(version)).WithKind(name)
}

// Objects of the one version that a scenario has; maps become Go values where there is a type for them.
type converter struct {
	runtime.ObjectConvertor
	custom bool
}

func (c converter) ConvertToVersion(in runtime.Object, gv runtime.GroupVersioner) (runtime.Object, error) {
	u, ok := in.(*unstructured.Unstructured)
	if !ok || c.custom {
		return in, nil
	}
	out, err := legacyscheme.Scheme.New(u.GroupVersionKind())
	if err != nil {
		return nil, err
	}
	if err := runtime.DefaultUnstructuredConverter.FromUnstructured(u.Object, out); err != nil {
		return nil, err
	}
	out.GetObjectKind().SetGroupVersionKind(u.GroupVersionKind())
	return out, nil
}

type noDefaults struct{}

func (noDefaults) Default(runtime.Object) {}

type creater struct{ custom bool }

func (c creater) New(gvk schema.GroupVersionKind) (runtime.Object, error) {
	if c.custom {
		u := &unstructured.Unstructured{Object: map[string]any{}}
		u.SetGroupVersionKind(gvk)
		return u, nil
	}
	out, err := legacyscheme.Scheme.New(gvk)
	if err == nil {
		out.GetObjectKind().SetGroupVersionKind(gvk)
	}
	return out, err
}

const objectMeta = `{"type":"object","properties":{
"name":{"type":"string"},"namespace":{"type":"string"},"uid":{"type":"string"},"resourceVersion":{"type":"string"},"generateName":{"type":"string"},"creationTimestamp":{"type":"string"},
"managedFields":{"type":"array","items":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"x-kubernetes-list-type":"atomic"},
"labels":{"type":"object","additionalProperties":{"type":"string"}},
"annotations":{"type":"object","additionalProperties":{"type":"string"}},
"finalizers":{"type":"array","items":{"type":"string"},"x-kubernetes-list-type":"set"}}}`

func (s scenario) manager(subresource string) (*managedfields.FieldManager, runtime.ObjectDefaulter, converter, creater) {
	gvk := read(s.Kind)
	custom := s.Schema != nil
	convert, create := converter{legacyscheme.Scheme, custom}, creater{custom}
	reset := fieldpath.NewSet(fieldpath.MakePathOrDie("status"))
	if subresource == "status" {
		reset = fieldpath.NewSet(fieldpath.MakePathOrDie("spec"), fieldpath.MakePathOrDie("metadata"))
	}
	version := fieldpath.APIVersion(gvk.GroupVersion().String())
	filters := fieldpath.NewExcludeFilterSetMap(map[fieldpath.APIVersion]*fieldpath.Set{version: reset})
	if !custom {
		types := applyconfigurations.NewTypeConverter(legacyscheme.Scheme)
		return must(managedfields.NewDefaultFieldManager(types, convert, legacyscheme.Scheme, create, gvk, gvk.GroupVersion(), subresource, filters)), legacyscheme.Scheme, convert, create
	}
	metadata := &spec.Schema{}
	if err := json.Unmarshal([]byte(objectMeta), metadata); err != nil {
		panic(err)
	}
	own := *s.Schema
	own.Properties["apiVersion"] = *spec.StringProperty()
	own.Properties["kind"] = *spec.StringProperty()
	own.Properties["metadata"] = *spec.RefSchema("#/components/schemas/ObjectMeta")
	own.AddExtension("x-kubernetes-group-version-kind", []any{map[string]any{"group": gvk.Group, "version": gvk.Version, "kind": gvk.Kind}})
	types := must(managedfields.NewTypeConverter(map[string]*spec.Schema{"Own": &own, "ObjectMeta": metadata}, false))
	return must(managedfields.NewDefaultCRDFieldManager(types, convert, noDefaults{}, create, gvk, gvk.GroupVersion(), subresource, filters)), noDefaults{}, convert, create
}

func toMap(object runtime.Object) map[string]any {
	if u, ok := object.(*unstructured.Unstructured); ok {
		return u.DeepCopy().Object
	}
	return must(runtime.DefaultUnstructuredConverter.ToUnstructured(object))
}

func fromJSON(text []byte) *unstructured.Unstructured {
	out := &unstructured.Unstructured{}
	if err := json.Unmarshal(text, &out.Object); err != nil {
		panic(err)
	}
	numbers(out.Object)
	return out
}

// Whole numbers are ints, as the server's decoder has them.
func numbers(in any) any {
	switch in := in.(type) {
	case map[string]any:
		for key, value := range in {
			in[key] = numbers(value)
		}
	case []any:
		for i, value := range in {
			in[i] = numbers(value)
		}
	case float64:
		if in == float64(int64(in)) {
			return int64(in)
		}
	}
	return in
}

func (s scenario) run() recorded {
	gvk := read(s.Kind)
	out := recorded{Name: s.Name}
	times := map[string]int{}
	var live runtime.Object
	for i, one := range s.Steps {
		// Times have whole seconds: a step has a second of its own.
		time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(1050 * time.Millisecond)))
		manager, defaulter, convert, create := s.manager(one.Subresource)
		var result runtime.Object
		var err error
		typed := func(object *unstructured.Unstructured) runtime.Object {
			object.SetGroupVersionKind(gvk)
			out := must(convert.ConvertToVersion(object, gvk.GroupVersion()))
			defaulter.Default(out)
			return out
		}
		before := live
		if before == nil {
			before = must(create.New(gvk))
		}
		switch {
		case one.Create != nil:
			result, err = manager.Update(before, typed(fromJSON(one.Create)), one.Manager)
		case one.Merge != nil && live == nil:
			panic(fmt.Sprintf("%s: step %d has nothing to update: %+v", s.Name, i, out.Steps))
		case one.Merge != nil:
			old := must(json.Marshal(toMap(live)))
			result, err = manager.Update(before, typed(fromJSON(must(jsonpatch.MergePatch(old, one.Merge)))), one.Manager)
		default:
			result, err = manager.Apply(before, fromJSON(one.Apply), one.Manager, one.Force)
		}
		told := answer{}
		if err != nil {
			told.Error = err.Error()
			if status, ok := err.(apierrors.APIStatus); ok {
				told.Code = status.Status().Code
				if status.Status().Details != nil {
					for _, cause := range status.Status().Details.Causes {
						told.Causes = append(told.Causes, fmt.Sprintf("%s %s: %s", cause.Type, cause.Field, cause.Message))
					}
				}
				// The order of managers is the order of a Go map.
				sort.Strings(told.Causes)
			}
			out.Steps = append(out.Steps, told)
			continue
		}
		accessor := must(meta.Accessor(result))
		accessor.SetUID(types.UID("uid"))
		if created := accessor.GetCreationTimestamp(); created.IsZero() {
			accessor.SetCreationTimestamp(metav1.NewTime(time.Unix(0, 0)))
		}
		result.GetObjectKind().SetGroupVersionKind(gvk)
		live = result
		for _, entry := range accessor.GetManagedFields() {
			var flat map[string]any
			if err := json.Unmarshal(must(json.Marshal(entry)), &flat); err != nil {
				panic(err)
			}
			if entry.Time != nil {
				at := entry.Time.UTC().Format(time.RFC3339)
				if _, known := times[at]; !known {
					times[at] = i
				}
				flat["time"] = times[at]
			}
			told.Managed = append(told.Managed, flat)
		}
		if one.Apply != nil {
			object := toMap(result)
			unstructured.RemoveNestedField(object, "metadata", "managedFields")
			unstructured.RemoveNestedField(object, "metadata", "uid")
			unstructured.RemoveNestedField(object, "metadata", "creationTimestamp")
			told.Object = object
		}
		out.Steps = append(out.Steps, told)
	}
	return out
}

func main() {
	var scenarios []scenario
	if err := yaml.Unmarshal(must(io.ReadAll(os.Stdin)), &scenarios); err != nil {
		panic(err)
	}
	answers := make([]recorded, len(scenarios))
	var group sync.WaitGroup
	for i := range scenarios {
		group.Go(func() { answers[i] = scenarios[i].run() })
	}
	group.Wait()
	fmt.Println("[")
	for i, one := range answers {
		end := ","
		if i == len(answers)-1 {
			end = ""
		}
		fmt.Printf("%s%s\n", must(json.Marshal(one)), end)
	}
	fmt.Println("]")
}
