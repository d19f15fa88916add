// Judges requests as an API server with --authorization-mode=Node,RBAC: roles, bindings, pods and requests come in as JSON, decisions go
// out. test/oracle/server/authorizer/record.ts runs it.
package main

import (
	"context"
	"encoding/json"
	"os"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	genericapirequest "k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/kubernetes/pkg/auth/nodeidentifier"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/node"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"
)

type identity struct {
	User   string   `json:"user"`
	Groups []string `json:"groups"`
}

type request struct {
	By          int    `json:"by"`
	Verb        string `json:"verb"`
	Group       string `json:"group"`
	Resource    string `json:"resource"`
	Subresource string `json:"subresource"`
	Namespace   string `json:"namespace"`
	Name        string `json:"name"`
	Fields      string `json:"fields"`
	Path        string `json:"path"`
}

type grant struct {
	By        int                 `json:"by"`
	Namespace string              `json:"namespace"`
	Rules     []rbacv1.PolicyRule `json:"rules"`
}

type input struct {
	ClusterRoles        []*rbacv1.ClusterRole        `json:"clusterRoles"`
	ClusterRoleBindings []*rbacv1.ClusterRoleBinding `json:"clusterRoleBindings"`
	Roles               []*rbacv1.Role               `json:"roles"`
	RoleBindings        []*rbacv1.RoleBinding        `json:"roleBindings"`
	Pods                []*corev1.Pod                `json:"pods"`
	Identities          []identity                   `json:"identities"`
	Requests            []request                    `json:"requests"`
	Grants              []grant                      `json:"grants"`
}

type output struct {
	// "" for a refusal without a reason, "yes" for an approval without one
	Decisions []string `json:"decisions"`
	// What is wrong with handing on these rules; "" when nothing is
	Grants []string `json:"grants"`
}

// The lister of an informer, in the order of names.
type lister struct{ in *input }

func (l lister) GetRole(_ context.Context, namespace, name string) (*rbacv1.Role, error) {
	for _, role := range l.in.Roles {
		if role.Namespace == namespace && role.Name == name {
			return role, nil
		}
	}
	return nil, errors.NewNotFound(rbacv1.Resource("role"), name)
}

func (l lister) GetClusterRole(_ context.Context, name string) (*rbacv1.ClusterRole, error) {
	for _, role := range l.in.ClusterRoles {
		if role.Name == name {
			return role, nil
		}
	}
	return nil, errors.NewNotFound(rbacv1.Resource("clusterrole"), name)
}

func (l lister) ListRoleBindings(_ context.Context, namespace string) ([]*rbacv1.RoleBinding, error) {
	found := []*rbacv1.RoleBinding{}
	for _, binding := range l.in.RoleBindings {
		if binding.Namespace == namespace {
			found = append(found, binding)
		}
	}
	return found, nil
}

func (l lister) ListClusterRoleBindings(_ context.Context) ([]*rbacv1.ClusterRoleBinding, error) {
	return l.in.ClusterRoleBindings, nil
}

func main() {
	in := &input{}
	must(json.NewDecoder(os.Stdin).Decode(in))
	sort.Slice(in.ClusterRoleBindings, func(i, j int) bool { return in.ClusterRoleBindings[i].Name < in.ClusterRoleBindings[j].Name })
	sort.Slice(in.RoleBindings, func(i, j int) bool { return in.RoleBindings[i].Name < in.RoleBindings[j].Name })
	graph := node.NewGraph()
	for _, pod := range in.Pods {
		graph.AddPod(pod)
	}
	roles := lister{in}
	authorizers := []authorizer.Authorizer{
		authorizerfactory.NewPrivilegedGroups(user.SystemPrivilegedGroup),
		node.NewAuthorizer(graph, nodeidentifier.NewDefaultNodeIdentifier(), bootstrappolicy.NodeRules()),
		rbac.New(roles, roles, roles, roles),
	}
	out := output{}
	for _, one := range in.Requests {
		out.Decisions = append(out.Decisions, decide(authorizers, in.Identities[one.By], one))
	}
	resolver := validation.NewDefaultRuleResolver(roles, roles, roles, roles)
	for _, one := range in.Grants {
		ctx := genericapirequest.WithUser(genericapirequest.WithNamespace(context.Background(), one.Namespace), info(in.Identities[one.By]))
		says := ""
		if err := validation.ConfirmNoEscalation(ctx, resolver, one.Rules); err != nil {
			says = err.Error()
		}
		out.Grants = append(out.Grants, says)
	}
	must(json.NewEncoder(os.Stdout).Encode(out))
}

func info(who identity) user.Info { return &user.DefaultInfo{Name: who.User, Groups: who.Groups} }

// The union of authorizers, first allowed wins.
func decide(authorizers []authorizer.Authorizer, who identity, one request) string {
	attributes := authorizer.AttributesRecord{
		User: info(who), Verb: one.Verb, APIGroup: one.Group, APIVersion: "*", Resource: one.Resource, Subresource: one.Subresource,
		Namespace: one.Namespace, Name: one.Name, Path: one.Path, ResourceRequest: one.Path == "",
	}
	if one.Fields != "" {
		selector, err := fields.ParseSelector(one.Fields)
		must(err)
		attributes.FieldSelectorRequirements = selector.Requirements()
	}
	reasons := []string{}
	for _, each := range authorizers {
		decision, reason, err := each.Authorize(context.Background(), attributes)
		must(err)
		if decision == authorizer.DecisionAllow {
			if reason == "" {
				return "yes"
			}
			return reason
		}
		if reason != "" {
			reasons = append(reasons, reason)
		}
	}
	return strings.Join(reasons, "\n")
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
