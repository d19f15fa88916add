// Command apiserver runs the real kube-apiserver of Kubernetes 1.36 over an etcd in the same process, on loopback, for recording its
// answers. It prints the address once both listen, and ends with its standard input.
package main

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() {
	if len(os.Args) != 2 {
		fail(fmt.Errorf("usage: apiserver DIRECTORY"))
	}
	if err := run(os.Args[1]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

func run(dir string) error {
	etcd, endpoint, err := startEtcd(filepath.Join(dir, "etcd"))
	if err != nil {
		return err
	}
	defer etcd.Close()

	flags, port, err := serverFlags(dir, endpoint)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0) // nothing of it is kept, so nothing is wound up
	}()
	fmt.Printf("https://127.0.0.1:%d\n", port)

	command := app.NewAPIServerCommand()
	command.SetArgs(flags)
	if code := cli.Run(command); code != 0 {
		return fmt.Errorf("kube-apiserver ended with %d", code)
	}
	return nil
}

// startEtcd starts a single member on free ports of loopback.
func startEtcd(dir string) (*embed.Etcd, string, error) {
	clients, err := freeURL()
	if err != nil {
		return nil, "", err
	}
	peers, err := freeURL()
	if err != nil {
		return nil, "", err
	}
	config := embed.NewConfig()
	config.Dir = dir
	config.LogLevel = "error"
	config.UnsafeNoFsync = true
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{clients}, []url.URL{clients}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peers}, []url.URL{peers}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return nil, "", err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return etcd, clients.String(), nil
	case <-time.After(time.Minute):
		etcd.Close()
		return nil, "", fmt.Errorf("etcd did not become ready")
	}
}

func freeURL() (url.URL, error) {
	port, err := freePort()
	return url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}, err
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// serverFlags are kubeadm's where these shape an answer: RBAC, the node authorizer, the default admission plugins and NodeRestriction.
// Who comes with the token "admin" is kubeadm's administrator, to whom "root" must give a role.
func serverFlags(dir, etcd string) ([]string, int, error) {
	port, err := freePort()
	if err != nil {
		return nil, 0, err
	}
	tokens := filepath.Join(dir, "tokens.csv")
	const users = "admin,kubernetes-admin,,\"kubeadm:cluster-admins\"\nroot,kubernetes-super-admin,,\"system:masters\"\n"
	if err := os.WriteFile(tokens, []byte(users), 0o600); err != nil {
		return nil, 0, err
	}
	key, err := keyutil.MakeEllipticPrivateKeyPEM()
	if err != nil {
		return nil, 0, err
	}
	keyFile := filepath.Join(dir, "sa.key")
	if err := os.WriteFile(keyFile, key, 0o600); err != nil {
		return nil, 0, err
	}
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=172.18.0.2",
		fmt.Sprintf("--secure-port=%d", port),
		"--cert-dir=" + filepath.Join(dir, "certs"),
		"--token-auth-file=" + tokens,
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + keyFile,
		"--service-account-signing-key-file=" + keyFile,
		"--service-cluster-ip-range=10.96.0.0/16",
		"--allow-privileged=true",
		"--endpoint-reconciler-type=none",
		"--v=0",
	}, port, nil
}
