// Prints objects with every field set, each as JSON and as protocol buffers: what the readers of both must agree on.
//
// Run by `npm run record:protobuf`; the output is committed with the tests.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"time"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var objects = []runtime.Object{
	&corev1.Pod{}, &corev1.Node{}, &corev1.Service{}, &corev1.Secret{}, &corev1.ConfigMap{}, &corev1.Event{},
	&appsv1.DaemonSet{}, &appsv1.ControllerRevision{}, &networkingv1.Ingress{}, &networkingv1.NetworkPolicy{},
	&discoveryv1.EndpointSlice{}, &autoscalingv2.HorizontalPodAutoscaler{}, &policyv1.Eviction{},
	&authorizationv1.SubjectAccessReview{}, &admissionregistrationv1.ValidatingAdmissionPolicyBinding{},
	&admissionregistrationv1.MutatingWebhookConfiguration{}, &apiextensionsv1.CustomResourceDefinition{},
	&metav1.DeleteOptions{}, &metav1.Status{},
}

// What is left out of them must be written all the same where it is no pointer.
var bare = []runtime.Object{
	&corev1.Pod{Spec: corev1.PodSpec{Containers: []corev1.Container{{Name: "main"}}}}, &corev1.Service{}, &corev1.ConfigMap{},
	&corev1.Secret{Data: map[string][]byte{"b": nil, "a": {1}}}, &appsv1.Deployment{}, &networkingv1.Ingress{},
	&corev1.Event{}, &metav1.Status{},
}

var moment = time.Date(2026, 3, 4, 5, 6, 7, 890123000, time.UTC)

type filler struct {
	count int
	stack []reflect.Type
}

// fill sets every field; what would hold itself is set once. Templates of pods are told by Pod.
func (f *filler) fill(v reflect.Value, name string) {
	f.count++
	switch p := v.Addr().Interface().(type) {
	case *metav1.Time:
		*p = metav1.NewTime(moment.Truncate(time.Second))
		return
	case *metav1.MicroTime:
		*p = metav1.NewMicroTime(moment)
		return
	case *resource.Quantity:
		*p = resource.MustParse(fmt.Sprintf("%dm", f.count))
		return
	case *intstr.IntOrString:
		*p = intstr.FromInt32(int32(f.count))
		if f.count%2 == 0 {
			*p = intstr.FromString(fmt.Sprintf("%d%%", f.count))
		}
		return
	case *metav1.FieldsV1:
		p.Raw = []byte(`{"f:spec":{}}`)
		return
	case *runtime.RawExtension:
		p.Raw = []byte(`{"replicas":2}`)
		return
	case *apiextensionsv1.JSON:
		p.Raw = []byte(`["x",1]`)
		return
	case *apiextensionsv1.JSONSchemaPropsOrBool:
		p.Allows = true
		if name == "AdditionalProperties" {
			p.Schema = &apiextensionsv1.JSONSchemaProps{Type: "string"}
		}
		return
	case *apiextensionsv1.JSONSchemaPropsOrArray:
		p.Schema = &apiextensionsv1.JSONSchemaProps{Type: "integer"}
		return
	case *corev1.PodTemplateSpec:
		p.Name = "template"
		return
	case *apiextensionsv1.JSONSchemaDependencies:
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("%s-é%d", strings.ToLower(name), f.count))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.count) * -7)
	case reflect.Float64:
		v.SetFloat(float64(f.count) + 0.5)
	case reflect.Pointer:
		if f.holds(v.Type().Elem()) {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), name)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte{0, byte(f.count), 255})
			return
		}
		if f.holds(v.Type().Elem()) {
			return
		}
		length := 2
		if v.Type().Elem().Kind() == reflect.Struct && len(f.stack) > 2 {
			length = 1
		}
		v.Set(reflect.MakeSlice(v.Type(), length, length))
		for i := range length {
			f.fill(v.Index(i), name)
		}
	case reflect.Map:
		if f.holds(v.Type().Elem()) {
			return
		}
		v.Set(reflect.MakeMap(v.Type()))
		key := reflect.New(v.Type().Key()).Elem()
		key.SetString("a.b/c")
		item := reflect.New(v.Type().Elem()).Elem()
		f.fill(item, name)
		v.SetMapIndex(key, item)
	case reflect.Struct:
		f.stack = append(f.stack, v.Type())
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.Name != "TypeMeta" && field.IsExported() && field.Tag.Get("protobuf") != "" {
				f.fill(v.Field(i), field.Name)
			}
		}
		f.stack = f.stack[:len(f.stack)-1]
	}
}

func (f *filler) holds(t reflect.Type) bool {
	for _, one := range f.stack {
		if one == t {
			return true
		}
	}
	return false
}

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

func main() {
	fmt.Println("[")
	for i, object := range append(objects, bare...) {
		value := reflect.ValueOf(object).Elem()
		gv := value.Type().PkgPath()
		parts := strings.Split(gv, "/")
		apiVersion := strings.TrimPrefix(strings.Join(parts[len(parts)-2:], "/"), "core/")
		if i < len(objects) {
			(&filler{}).fill(value, "")
		}
		value.FieldByName("TypeMeta").Set(reflect.ValueOf(metav1.TypeMeta{Kind: value.Type().Name(), APIVersion: apiVersion}))
		bytes := must(runtime.Encode(protobuf.NewSerializer(nil, nil), object))
		line := map[string]any{
			"kind": value.Type().Name(), "json": object, "protobuf": base64.StdEncoding.EncodeToString(bytes),
		}
		end := ","
		if i == len(objects)+len(bare)-1 {
			end = ""
		}
		fmt.Printf("%s%s\n", must(json.Marshal(line)), end)
	}
	fmt.Println("]")
}
