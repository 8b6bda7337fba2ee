// Verifies signed webhooks: HMAC by the Standard Webhooks library, ed25519 (which the library lacks) as its specification says. Reads vectors from standard input.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

type vector struct {
	Signing, ID, Timestamp, Body, Signature, Stranger string
	Verifiers                                         []string
}

type message struct{ id, timestamp, body, signature string }

func byLibrary(key string, m message) bool {
	webhook, err := standardwebhooks.NewWebhook(key)
	if err != nil {
		return false
	}
	headers := http.Header{}
	headers.Set("webhook-id", m.id)
	headers.Set("webhook-timestamp", m.timestamp)
	headers.Set("webhook-signature", m.signature)
	return webhook.Verify([]byte(m.body), headers) == nil
}

func bySpecification(key string, m message) bool {
	public, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whpk_"))
	if err != nil || len(public) != ed25519.PublicKeySize {
		return false
	}
	signed := []byte(m.id + "." + m.timestamp + "." + m.body)
	for _, one := range strings.Split(m.signature, " ") {
		version, text, _ := strings.Cut(one, ",")
		signature, err := base64.StdEncoding.DecodeString(text)
		if version == "v1a" && err == nil && ed25519.Verify(public, signed, signature) {
			return true
		}
	}
	return false
}

// flipped changes one bit of every signature.
func flipped(signature string) string {
	changed := []string{}
	for _, one := range strings.Split(signature, " ") {
		version, text, _ := strings.Cut(one, ",")
		data, _ := base64.StdEncoding.DecodeString(text)
		data[7] ^= 1
		changed = append(changed, version+","+base64.StdEncoding.EncodeToString(data))
	}
	return strings.Join(changed, " ")
}

func main() {
	var vectors []vector
	if err := json.NewDecoder(os.Stdin).Decode(&vectors); err != nil {
		panic(err)
	}
	passed, failed := 0, 0
	for _, v := range vectors {
		verify := byLibrary
		if v.Signing == "ED25519" {
			verify = bySpecification
		}
		check := func(expected bool, key string, m message) {
			if verify(key, m) == expected {
				passed++
				return
			}
			failed++
			fmt.Println(v.Signing, v.ID, "expected", expected)
		}
		good := message{v.ID, v.Timestamp, v.Body, v.Signature}
		for _, key := range v.Verifiers {
			check(true, key, good)
		}
		key := v.Verifiers[len(v.Verifiers)-1]
		later, _ := strconv.Atoi(v.Timestamp)
		check(false, v.Stranger, good)
		check(false, key, message{v.ID, v.Timestamp, v.Body + " ", v.Signature})
		check(false, key, message{v.ID + "0", v.Timestamp, v.Body, v.Signature})
		check(false, key, message{v.ID, strconv.Itoa(later + 1), v.Body, v.Signature})
		check(false, key, message{v.ID, v.Timestamp, v.Body, flipped(v.Signature)})
	}
	fmt.Printf("%d passed, %d failed, 0 skipped\n", passed, failed)
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}
