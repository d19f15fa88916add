// Asks Go's crypto/x509 and crypto/tls: `go run verify.go < questions.json > go.json`.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"time"
)

type question struct {
	Says    string   `json:"says"`
	Chain   []string `json:"chain"`
	Trusted []string `json:"trusted"`
	Host    string   `json:"host"`
	Client  bool     `json:"client"`
	Cert    string   `json:"cert"`
	Key     string   `json:"key"`
	Answer  string   `json:"answer"`
}

func parse(text string) *x509.Certificate {
	block, _ := pem.Decode([]byte(text))
	one, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(err)
	}
	return one
}

func main() {
	var asked []question
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	answers := []map[string]string{}
	for _, one := range asked {
		var err error
		if one.Cert != "" || one.Key != "" {
			_, err = tls.X509KeyPair([]byte(one.Cert), []byte(one.Key))
		} else {
			options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: now, DNSName: one.Host}
			for _, text := range one.Trusted {
				options.Roots.AddCert(parse(text))
			}
			for _, text := range one.Chain[1:] {
				options.Intermediates.AddCert(parse(text))
			}
			if one.Client {
				options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
			}
			_, err = parse(one.Chain[0]).Verify(options)
		}
		says := ""
		if err != nil {
			says = err.Error()
		}
		answers = append(answers, map[string]string{"says": one.Says, "answer": says})
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answers); err != nil {
		panic(err)
	}
}
