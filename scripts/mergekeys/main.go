// Prints what only the Go types of Kubernetes know of their JSON: how an empty field is written, patch strategies and merge
// keys, list types, protobuf numbers, the names of scalar types as error messages show them.
//
// Run by `npm run generate:fields`; the output, fields.json, is committed.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	certificatesv1 "k8s.io/api/certificates/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// What is served. Everything they refer to comes along.
var roots = []any{
	corev1.Namespace{}, corev1.Node{}, corev1.Pod{}, corev1.Service{}, corev1.Endpoints{}, corev1.ConfigMap{},
	corev1.Secret{}, corev1.ServiceAccount{}, corev1.Event{}, corev1.Binding{},
	appsv1.ReplicaSet{}, appsv1.Deployment{}, appsv1.DaemonSet{}, appsv1.ControllerRevision{},
	batchv1.Job{}, coordinationv1.Lease{}, discoveryv1.EndpointSlice{},
	networkingv1.Ingress{}, networkingv1.IngressClass{}, networkingv1.NetworkPolicy{},
	rbacv1.Role{}, rbacv1.RoleBinding{}, rbacv1.ClusterRole{}, rbacv1.ClusterRoleBinding{},
	admissionregistrationv1.ValidatingWebhookConfiguration{}, admissionregistrationv1.MutatingWebhookConfiguration{},
	admissionregistrationv1.ValidatingAdmissionPolicy{}, admissionregistrationv1.ValidatingAdmissionPolicyBinding{},
	policyv1.PodDisruptionBudget{}, autoscalingv2.HorizontalPodAutoscaler{},
	schedulingv1.PriorityClass{}, storagev1.StorageClass{},
	authorizationv1.SelfSubjectAccessReview{}, authorizationv1.SelfSubjectRulesReview{},
	authorizationv1.SubjectAccessReview{}, authorizationv1.LocalSubjectAccessReview{},
	authenticationv1.TokenReview{}, authenticationv1.SelfSubjectReview{},
	autoscalingv1.Scale{}, policyv1.Eviction{}, authenticationv1.TokenRequest{}, metav1.DeleteOptions{}, metav1.Status{},
	apiextensionsv1.CustomResourceDefinition{},
	corev1.PersistentVolume{}, corev1.PersistentVolumeClaim{}, corev1.ResourceQuota{}, corev1.LimitRange{},
	corev1.PodTemplate{}, corev1.ReplicationController{}, corev1.ComponentStatus{},
	appsv1.StatefulSet{}, batchv1.CronJob{},
	storagev1.CSIDriver{}, storagev1.CSINode{}, storagev1.CSIStorageCapacity{}, storagev1.VolumeAttachment{},
	storagev1.VolumeAttributesClass{}, nodev1.RuntimeClass{},
	flowcontrolv1.FlowSchema{}, flowcontrolv1.PriorityLevelConfiguration{}, certificatesv1.CertificateSigningRequest{},
	networkingv1.ServiceCIDR{}, networkingv1.IPAddress{},
	resourcev1.DeviceClass{}, resourcev1.ResourceClaim{}, resourcev1.ResourceClaimTemplate{}, resourcev1.ResourceSlice{},
	admissionregistrationv1.MutatingAdmissionPolicy{}, admissionregistrationv1.MutatingAdmissionPolicyBinding{},
	apiregistrationv1.APIService{}, eventsv1.Event{}, autoscalingv1.HorizontalPodAutoscaler{},
}

// Types with a JSON form of their own.
var scalars = map[reflect.Type]string{
	reflect.TypeFor[metav1.Time]():          "time",
	reflect.TypeFor[metav1.MicroTime]():     "microTime",
	reflect.TypeFor[resource.Quantity]():    "quantity",
	reflect.TypeFor[intstr.IntOrString]():   "intOrString",
	reflect.TypeFor[metav1.FieldsV1]():      "any",
	reflect.TypeFor[runtime.RawExtension](): "any",

	// What stands below these is read without a look at unknown fields.
	reflect.TypeFor[apiextensionsv1.JSON]():                         "any",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrArray]():       "any",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrBool]():        "any",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrStringArray](): "any",
}

type value struct {
	Type  string `json:"type"`            // a scalar's name, "struct", "list" or "map"
	Go    string `json:"go,omitempty"`    // a named scalar or map: "v1.RestartPolicy"
	Of    string `json:"of,omitempty"`    // a struct's key
	Items *value `json:"items,omitempty"` // of a list or map
}

type field struct {
	Name     string   `json:"name"`
	Value    value    `json:"value"`
	Empty    string   `json:"empty,omitempty"` // "kept": written as given; "always": written even if not given
	Strategy string   `json:"strategy,omitempty"`
	MergeKey string   `json:"mergeKey,omitempty"`
	ListType string   `json:"listType,omitempty"` // also of maps and structs that are replaced as a whole
	Keys     []string `json:"keys,omitempty"`
	Default  string   `json:"default,omitempty"` // of a field that is a key of a list's items
	Number   int      `json:"number,omitempty"`
	Within   []int    `json:"within,omitempty"` // protobuf numbers of the messages around it that JSON does not show
	Doc      string   `json:"doc,omitempty"`
}

type structure struct {
	Name   string  `json:"name"`
	Atomic bool    `json:"atomic,omitempty"` // replaced as a whole wherever it stands
	Doc    string  `json:"doc,omitempty"`
	Fields []field `json:"fields"`
	path   string

	defaults map[string]string
}

// A constant of a closed set of strings.
type option struct {
	Value string `json:"value"`
	Doc   string `json:"doc,omitempty"`
}

var structures = map[string]*structure{}
var enums = map[string][]option{}

// keyOf is a type's short name; the package goes before it where two packages have one.
func keyOf(t reflect.Type) string {
	switch t {
	case reflect.TypeFor[discoveryv1.EndpointPort]():
		return "discovery.EndpointPort"
	case reflect.TypeFor[admissionregistrationv1.ServiceReference]():
		return "admissionregistration.ServiceReference"
	case reflect.TypeFor[admissionregistrationv1.WebhookClientConfig]():
		return "admissionregistration.WebhookClientConfig"
	case reflect.TypeFor[apiextensionsv1.ServiceReference](), reflect.TypeFor[apiextensionsv1.WebhookClientConfig]():
		return "apiextensions." + t.Name()
	case reflect.TypeFor[rbacv1.Subject]():
		return "rbac.Subject"
	case reflect.TypeFor[flowcontrolv1.Subject]():
		return "flowcontrol.Subject"
	case reflect.TypeFor[resourcev1.ResourceClaim]():
		return "resource.ResourceClaim"
	case reflect.TypeFor[storagev1.TokenRequest]():
		return "storage.TokenRequest"
	case reflect.TypeFor[apiregistrationv1.ServiceReference]():
		return "apiregistration.ServiceReference"
	case reflect.TypeFor[eventsv1.Event](), reflect.TypeFor[eventsv1.EventSeries]():
		return "events." + t.Name()
	case reflect.TypeFor[autoscalingv1.HorizontalPodAutoscaler](), reflect.TypeFor[autoscalingv1.HorizontalPodAutoscalerSpec](),
		reflect.TypeFor[autoscalingv1.HorizontalPodAutoscalerStatus](), reflect.TypeFor[autoscalingv1.CrossVersionObjectReference]():
		return "autoscaling." + t.Name()
	}
	return t.Name()
}

func describe(t reflect.Type) value {
	if t.Kind() == reflect.Pointer {
		return describe(t.Elem())
	}
	if name, ok := scalars[t]; ok {
		return value{Type: name}
	}
	named := ""
	if t.PkgPath() != "" {
		named = t.String()
		if options := read(t.PkgPath()).enums[t.Name()]; len(options) > 0 {
			enums[named] = options
		}
	}
	switch t.Kind() {
	case reflect.String:
		return value{Type: "string", Go: named}
	case reflect.Bool:
		return value{Type: "bool", Go: named}
	case reflect.Int32:
		return value{Type: "int32", Go: named}
	case reflect.Int64, reflect.Int:
		return value{Type: "int64", Go: named}
	case reflect.Float64:
		return value{Type: "double", Go: named}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return value{Type: "bytes"}
		}
		items := describe(t.Elem())
		return value{Type: "list", Go: named, Items: &items}
	case reflect.Map:
		items := describe(t.Elem())
		return value{Type: "map", Go: named, Items: &items}
	case reflect.Struct:
		visit(t)
		return value{Type: "struct", Of: keyOf(t)}
	}
	panic(fmt.Sprintf("no JSON form for %s", t))
}

func visit(t reflect.Type) {
	key := keyOf(t)
	if seen, ok := structures[key]; ok {
		if seen.path != t.PkgPath() {
			panic("two types are called " + key + ": " + seen.path + " and " + t.PkgPath())
		}
		return
	}
	out := &structure{Name: t.Name(), path: t.PkgPath()}
	structures[key] = out
	out.Doc = docsOf(t)[""]
	out.Atomic = slices.Contains(markersOf(t, "")["structType"], "atomic")
	out.Fields = fieldsOf(t)
	out.defaults = map[string]string{}
	for i := range t.NumField() {
		if values := markersOf(t, t.Field(i).Name)["default"]; len(values) > 0 {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			out.defaults[name], _ = strconv.Unquote(values[0])
		}
	}
}

// docsOf is the documentation of a type ("") and of its fields by JSON name.
func docsOf(t reflect.Type) map[string]string {
	method := reflect.New(t).MethodByName("SwaggerDoc")
	if !method.IsValid() {
		return nil
	}
	return method.Call(nil)[0].Interface().(map[string]string)
}

func fieldsOf(t reflect.Type) []field {
	fields := []field{}
	docs := docsOf(t)
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		number := protobufNumber(f)
		if f.Anonymous && name == "" {
			for _, inner := range fieldsOf(f.Type) {
				if number == 0 {
					inner.Number = 0 // TypeMeta: the envelope has it
				} else {
					inner.Within = append([]int{number}, inner.Within...)
				}
				fields = append(fields, inner)
			}
			continue
		}
		one := field{
			Name:     name,
			Value:    describe(f.Type),
			Empty:    emptiness(f.Type, options),
			Strategy: f.Tag.Get("patchStrategy"),
			MergeKey: f.Tag.Get("patchMergeKey"),
			Doc:      docs[name],
			Number:   number,
		}
		markers := markersOf(t, f.Name)
		for _, marker := range []string{"listType", "mapType", "structType"} {
			if types := markers[marker]; len(types) > 0 {
				one.ListType = types[0]
			}
		}
		one.Keys = markers["listMapKey"]
		fields = append(fields, one)
	}
	return fields
}

func protobufNumber(f reflect.StructField) int {
	parts := strings.Split(f.Tag.Get("protobuf"), ",")
	if len(parts) < 2 {
		return 0
	}
	number, _ := strconv.Atoi(parts[1])
	return number
}

// emptiness says what encoding/json does with a zero value: a pointer is written whenever it is set, a plain struct always,
// unless it may be left out when zero.
func emptiness(t reflect.Type, options string) string {
	switch {
	case strings.Contains(options, "omitzero"):
		return ""
	case t.Kind() == reflect.Pointer:
		return "kept"
	case !strings.Contains(options, "omitempty"):
		return "always"
	case t.Kind() == reflect.Struct:
		return "always"
	}
	return ""
}

// What the source of a package says in comments.
type source struct {
	markers map[string]map[string]map[string][]string // type → field → marker → values
	enums   map[string][]option                       // by type, in order of value
}

var packages = map[string]*source{}

// markersOf reads "+listType=map" and the like from a field's comment.
func markersOf(t reflect.Type, field string) map[string][]string {
	return read(t.PkgPath()).markers[t.Name()][field]
}

func read(path string) *source {
	if known, ok := packages[path]; ok {
		return known
	}
	out := &source{map[string]map[string]map[string][]string{}, map[string][]option{}}
	packages[path] = out
	found, err := build.Import(path, ".", 0)
	if err != nil {
		panic(err)
	}
	closed := map[string]bool{}
	var constants []*ast.ValueSpec
	for _, name := range found.GoFiles {
		file, err := parser.ParseFile(token.NewFileSet(), found.Dir+"/"+name, nil, parser.ParseComments)
		if err != nil {
			panic(err)
		}
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					constants = append(constants, spec)
				case *ast.TypeSpec:
					closed[spec.Name.Name] = strings.Contains(raw(spec.Doc)+raw(group.Doc), "// +enum")
					if body, ok := spec.Type.(*ast.StructType); ok {
						out.markers[spec.Name.Name] = map[string]map[string][]string{"": markers(spec.Doc, group.Doc)}
						for _, field := range body.Fields.List {
							for _, name := range field.Names {
								out.markers[spec.Name.Name][name.Name] = markers(field.Doc)
							}
						}
					}
				}
			}
		}
	}
	for _, constant := range constants {
		named, ok := constant.Type.(*ast.Ident)
		if !ok || !closed[named.Name] || len(constant.Values) != 1 {
			continue
		}
		if literal, ok := constant.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
			text, _ := strconv.Unquote(literal.Value)
			doc := strings.TrimPrefix(strings.Join(strings.Fields(constant.Doc.Text()), " "), constant.Names[0].Name)
			out.enums[named.Name] = append(out.enums[named.Name], option{text, strings.TrimSpace(doc)})
		}
	}
	for _, options := range out.enums {
		sort.Slice(options, func(i, j int) bool { return options[i].Value < options[j].Value })
	}
	return out
}

func raw(doc *ast.CommentGroup) string {
	if doc == nil {
		return ""
	}
	text := ""
	for _, comment := range doc.List {
		text += comment.Text + "\n"
	}
	return text
}

func markers(docs ...*ast.CommentGroup) map[string][]string {
	out := map[string][]string{}
	for _, doc := range docs {
		for _, line := range strings.Split(raw(doc), "\n") {
			line = strings.TrimSpace(strings.TrimPrefix(line, "//"))
			if name, value, ok := strings.Cut(line, "="); ok && strings.HasPrefix(name, "+") {
				out[name[1:]] = append(out[name[1:]], value)
			}
		}
	}
	return out
}

// keyDefaults gives the keys of lists' items the defaults that their fields have.
func keyDefaults() {
	for _, holder := range structures {
		for _, list := range holder.Fields {
			if len(list.Keys) == 0 || list.Value.Items == nil {
				continue
			}
			item := structures[list.Value.Items.Of]
			for i, f := range item.Fields {
				if slices.Contains(list.Keys, f.Name) {
					item.Fields[i].Default = item.defaults[f.Name]
				}
			}
		}
	}
}

func main() {
	for _, root := range roots {
		visit(reflect.TypeOf(root))
	}
	keyDefaults()
	section("types", structures, ",")
	section("enums", enums, "")
}

// section prints a map a line an entry, sorted, so that changes can be read.
func section[T any](name string, entries map[string]T, end string) {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	if name == "types" {
		fmt.Println("{")
	}
	fmt.Printf("%q:{\n", name)
	for i, key := range keys {
		body, err := json.Marshal(entries[key])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		comma := ","
		if i == len(keys)-1 {
			comma = ""
		}
		fmt.Printf("%q:%s%s\n", key, body, comma)
	}
	fmt.Printf("}%s\n", end)
	if end == "" {
		fmt.Println("}")
	}
}
