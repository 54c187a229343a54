namespace Certrot.Core.Tests.Kubernetes;

/// <summary>Excerpts of what real clusters (Kubernetes 1.20 and 1.36) answered.</summary>
internal static class Recorded
{
    /// <summary>A serving CSR that waits, and the approved client CSR of a bootstrapping kubelet.</summary>
    public const string Csrs = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "certificates.k8s.io/v1",
           "kind": "CertificateSigningRequest",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:32:38Z",
            "generateName": "csr-",
            "name": "csr-d6kzt",
            "uid": "98d3c135-576c-4dd7-a950-e49a95dbcdfc"
           },
           "spec": {
            "extra": {
             "authentication.kubernetes.io/credential-id": [
              "X509SHA256=5d22a65ff0791ae41177987e6e73d120df7f56dcbf9067878bbbf2f9f90f796d"
             ]
            },
            "groups": [
             "system:nodes",
             "system:authenticated"
            ],
            "request": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhUQ0J4QUlCQURBMk1SVXdFd1lEVlFRS0V3eHplWE4wWlcwNmJtOWtaWE14SFRBYkJnTlZCQU1URkhONQpjM1JsYlRwdWIyUmxPbmR2Y210bGNpMHhNRmt3RXdZSEtvWkl6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUUzVkkvCm1BMVVDY0NyWG1lcWVMUXkzaU96MThrNUNkYWwzY1lQd01OdHA1RmFEcUFiN3FMd0wrV1ZsZjMvOXdGOFVBSGoKSmVSdFl3VFZibU1aUy94dVJLQXNNQ29HQ1NxR1NJYjNEUUVKRGpFZE1Cc3dHUVlEVlIwUkJCSXdFSUlJZDI5eQphMlZ5TFRHSEJBcGpBQXN3Q2dZSUtvWkl6ajBFQXdJRFNBQXdSUUlnR3h5Z0hlRmZWMXFCTjk5M2FINllTTTdpCnozS0NVRXNTOWVzN1hROHl3YmtDSVFEbkFVS2hDL2R5aFlSSnF5cjB1S2JwaTY4M1FOZ0hmSG10emFOUFU5RXcKd1E9PQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K",
            "signerName": "kubernetes.io/kubelet-serving",
            "usages": [
             "digital signature",
             "server auth"
            ],
            "username": "system:node:worker-1"
           },
           "status": {}
          },
          {
           "apiVersion": "certificates.k8s.io/v1",
           "kind": "CertificateSigningRequest",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:32:28Z",
            "generateName": "csr-",
            "name": "csr-h9sz8",
            "uid": "579f0619-190e-4b6d-9b35-c9ae7d9cb124"
           },
           "spec": {
            "groups": [
             "system:bootstrappers",
             "system:bootstrappers:kubeadm:default-node-token",
             "system:authenticated"
            ],
            "request": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIeE1JR1lBZ0VBTURZeEZUQVRCZ05WQkFvVERITjVjM1JsYlRwdWIyUmxjekVkTUJzR0ExVUVBeE1VYzNsegpkR1Z0T201dlpHVTZkMjl5YTJWeUxURXdXVEFUQmdjcWhrak9QUUlCQmdncWhrak9QUU1CQndOQ0FBUnM1bHZ6CnJHZ2V1TW44aGVhTVIzMDFFelB5aUh0NEhUa2NIaDhhVGt6UlBCM09OVW1BZ3czYk9TbTlBRU9YRWRQRW5VTFQKa3RFZE9kcnU2V3lOMHB5UG9BQXdDZ1lJS29aSXpqMEVBd0lEU0FBd1JRSWhBT1RoNElsYzZYYkpYdTgzSmhQLwpOTlJPN3EyenI0Rzk1cHhrZWwvdHV0L1hBaUJoSjJTK29OcEdPdlBJOE11UEJ5TVpEZ1VRY0xjWnlISXl6R3JZCk4wZTFuZz09Ci0tLS0tRU5EIENFUlRJRklDQVRFIFJFUVVFU1QtLS0tLQo=",
            "signerName": "kubernetes.io/kube-apiserver-client-kubelet",
            "usages": [
             "digital signature",
             "client auth"
            ],
            "username": "system:bootstrap:abcdef"
           },
           "status": {
            "certificate": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJuakNDQVVXZ0F3SUJBZ0lRWDBiaVVxYzcxYVRPektxS3V6RXNGakFLQmdncWhrak9QUVFEQWpBVk1STXcKRVFZRFZRUUREQXByZFdKbGNtNWxkR1Z6TUI0WERUSTJNVEV5TWpBMU1qY3pNbG9YRFRJM01URXlNakExTWpjegpNbG93TmpFVk1CTUdBMVVFQ2hNTWMzbHpkR1Z0T201dlpHVnpNUjB3R3dZRFZRUURFeFJ6ZVhOMFpXMDZibTlrClpUcDNiM0pyWlhJdE1UQlpNQk1HQnlxR1NNNDlBZ0VHQ0NxR1NNNDlBd0VIQTBJQUJHem1XL09zYUI2NHlmeUYKNW94SGZUVVRNL0tJZTNnZE9Sd2VIeHBPVE5FOEhjNDFTWUNERGRzNUtiMEFRNWNSMDhTZFF0T1MwUjA1MnU3cApiSTNTbkkralZqQlVNQTRHQTFVZER3RUIvd1FFQXdJSGdEQVRCZ05WSFNVRUREQUtCZ2dyQmdFRkJRY0RBakFNCkJnTlZIUk1CQWY4RUFqQUFNQjhHQTFVZEl3UVlNQmFBRk9kWGNLUzZ1VThNK1ZsZ3lDWTVtN2F1SDRDWU1Bb0cKQ0NxR1NNNDlCQU1DQTBjQU1FUUNJREMydlVzRVNTK1poRFhxME9oRW5aN1RKVk5Hb050M0VyTU9xeHI1TTl3aApBaUJZUDBSKzI0MnA5K3JiaHRPZEU1LzQxbFQrZGxaRGRsd3N1MmU3NFlvaER3PT0KLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=",
            "conditions": [
             {
              "lastTransitionTime": "2026-11-22T05:32:32Z",
              "lastUpdateTime": "2026-11-22T05:32:32Z",
              "message": "Auto approving kubelet client certificate after SubjectAccessReview.",
              "reason": "AutoApproved",
              "status": "True",
              "type": "Approved"
             }
            ]
           }
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;

    /// <summary>Two nodes.</summary>
    public const string Nodes = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "v1",
           "kind": "Node",
           "metadata": {
            "annotations": {
             "kubectl.kubernetes.io/last-applied-configuration": "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"annotations\":{},\"labels\":{\"node-role.kubernetes.io/control-plane\":\"\"},\"name\":\"control-plane-1\"},\"spec\":{\"taints\":[{\"effect\":\"NoSchedule\",\"key\":\"node-role.kubernetes.io/control-plane\"}]}}\n",
             "node.alpha.kubernetes.io/ttl": "0"
            },
            "creationTimestamp": "2026-11-22T05:40:52Z",
            "labels": {
             "node-role.kubernetes.io/control-plane": ""
            },
            "name": "control-plane-1",
            "resourceVersion": "288",
            "uid": "4ac97560-9d7b-4b93-83a7-30b760d3796b"
           },
           "spec": {
            "taints": [
             {
              "effect": "NoSchedule",
              "key": "node-role.kubernetes.io/control-plane"
             }
            ]
           },
           "status": {
            "nodeInfo": {
             "architecture": "",
             "bootID": "",
             "containerRuntimeVersion": "",
             "kernelVersion": "",
             "kubeProxyVersion": "",
             "kubeletVersion": "",
             "machineID": "",
             "operatingSystem": "",
             "osImage": "",
             "systemUUID": ""
            }
           }
          },
          {
           "apiVersion": "v1",
           "kind": "Node",
           "metadata": {
            "annotations": {
             "node.alpha.kubernetes.io/ttl": "0",
             "volumes.kubernetes.io/controller-managed-attach-detach": "true"
            },
            "creationTimestamp": "2026-11-22T05:41:00Z",
            "labels": {
             "beta.kubernetes.io/arch": "amd64",
             "beta.kubernetes.io/os": "linux",
             "kubernetes.io/arch": "amd64",
             "kubernetes.io/hostname": "worker-1",
             "kubernetes.io/os": "linux"
            },
            "name": "worker-1",
            "resourceVersion": "297",
            "uid": "1bcfbb10-fe09-440e-ba74-105f2fd3ba0a"
           },
           "spec": {},
           "status": {
            "addresses": [
             {
              "address": "10.99.2.11",
              "type": "InternalIP"
             },
             {
              "address": "worker-1",
              "type": "Hostname"
             }
            ],
            "conditions": [
             {
              "lastHeartbeatTime": "2026-11-22T05:41:00Z",
              "lastTransitionTime": "2026-11-22T05:41:00Z",
              "message": "kubelet has sufficient memory available",
              "reason": "KubeletHasSufficientMemory",
              "status": "False",
              "type": "MemoryPressure"
             },
             {
              "lastHeartbeatTime": "2026-11-22T05:41:00Z",
              "lastTransitionTime": "2026-11-22T05:41:00Z",
              "message": "kubelet has no disk pressure",
              "reason": "KubeletHasNoDiskPressure",
              "status": "False",
              "type": "DiskPressure"
             },
             {
              "lastHeartbeatTime": "2026-11-22T05:41:00Z",
              "lastTransitionTime": "2026-11-22T05:41:00Z",
              "message": "kubelet has sufficient PID available",
              "reason": "KubeletHasSufficientPID",
              "status": "False",
              "type": "PIDPressure"
             },
             {
              "lastHeartbeatTime": "2026-11-22T05:41:00Z",
              "lastTransitionTime": "2026-11-22T05:41:00Z",
              "message": "kubelet is posting ready status",
              "reason": "KubeletReady",
              "status": "True",
              "type": "Ready"
             }
            ],
            "nodeInfo": {
             "architecture": "amd64",
             "bootID": "d4702c4c-6db9-4ba8-9017-7ece6b267fd2",
             "containerRuntimeVersion": "containerd://1.6.20",
             "kernelVersion": "6.12.48-cloud-amd64",
             "kubeProxyVersion": "",
             "kubeletVersion": "v1.36.2",
             "machineID": "3d1219c7c4c5404aaa1f6d2a48adfda4",
             "operatingSystem": "linux",
             "osImage": "Debian GNU/Linux 12 (bookworm)",
             "systemUUID": "3d1219c7c4c5404aaa1f6d2a48adfda4"
            }
           }
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;

    /// <summary>Two events.</summary>
    public const string Events = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "v1",
           "count": 1,
           "eventTime": null,
           "firstTimestamp": "2026-11-22T05:40:59Z",
           "involvedObject": {
            "apiVersion": "v1",
            "kind": "Node",
            "name": "control-plane-1",
            "uid": "4ac97560-9d7b-4b93-83a7-30b760d3796b"
           },
           "kind": "Event",
           "lastTimestamp": "2026-11-22T05:40:59Z",
           "message": "Node control-plane-1 event: Registered Node control-plane-1 in Controller",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:40:59Z",
            "name": "control-plane-1.18ea4789f394e2d3",
            "namespace": "default",
            "resourceVersion": "287",
            "uid": "e47126cc-e327-4f85-beea-fdda2dc53aaa"
           },
           "reason": "RegisteredNode",
           "reportingComponent": "node-controller",
           "reportingInstance": "",
           "source": {
            "component": "node-controller"
           },
           "type": "Normal"
          },
          {
           "apiVersion": "v1",
           "count": 1,
           "eventTime": null,
           "firstTimestamp": "2026-11-22T05:40:49Z",
           "involvedObject": {
            "apiVersion": "v1",
            "kind": "Namespace",
            "name": "openshift-kube-apiserver",
            "namespace": "default"
           },
           "kind": "Event",
           "lastTimestamp": "2026-11-22T05:40:49Z",
           "message": "The kube-apiserver received requests (e.g. from \"10.99.2.1:38496\", user agent \"kube-controller-manager/v0.0.0 (linux/amd64) kubernetes/8e16b12/leader-election\", accessing /apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager) before it was ready, possibly a sign for a broken load balancer setup.",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:40:49Z",
            "name": "openshift-kube-apiserver.18ea47879d619c05",
            "namespace": "default",
            "resourceVersion": "2",
            "uid": "3f1f6727-5547-4efd-8e3e-d8885ffefa04"
           },
           "reason": "NonReadyRequests",
           "reportingComponent": "",
           "reportingInstance": "",
           "source": {
            "component": "apiserver",
            "host": "control-plane-1"
           },
           "type": "Warning"
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;

    /// <summary>A heartbeat.</summary>
    public const string Leases = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "coordination.k8s.io/v1",
           "kind": "Lease",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:41:09Z",
            "name": "worker-1",
            "namespace": "kube-node-lease",
            "ownerReferences": [
             {
              "apiVersion": "v1",
              "kind": "Node",
              "name": "worker-1",
              "uid": "1bcfbb10-fe09-440e-ba74-105f2fd3ba0a"
             }
            ],
            "resourceVersion": "308",
            "uid": "9ccb4da7-5292-4bf5-81c8-dcdb6830bc62"
           },
           "spec": {
            "holderIdentity": "worker-1",
            "leaseDurationSeconds": 40,
            "renewTime": "2026-11-22T05:41:09.925542Z"
           }
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;

    /// <summary>Two control-plane pods.</summary>
    public const string Pods = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "v1",
           "kind": "Pod",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:37:19Z",
            "generation": 1,
            "labels": {
             "component": "kube-controller-manager",
             "tier": "control-plane"
            },
            "name": "kube-controller-manager-control-plane-1",
            "namespace": "kube-system",
            "resourceVersion": "306",
            "uid": "08503c67-d30c-4c42-9f4d-fb7bcddf52bc"
           },
           "spec": {
            "containers": [
             {
              "command": [
               "kube-controller-manager",
               "--kubeconfig=/etc/kubernetes/controller-manager.conf",
               "--bind-address=127.0.0.1"
              ],
              "image": "registry.k8s.io/kube-controller-manager:v1.36.2",
              "imagePullPolicy": "IfNotPresent",
              "name": "kube-controller-manager",
              "resources": {},
              "terminationMessagePath": "/dev/termination-log",
              "terminationMessagePolicy": "File"
             }
            ],
            "nodeName": "control-plane-1",
            "serviceAccountName": "default"
           },
           "status": {
            "conditions": [
             {
              "lastProbeTime": null,
              "lastTransitionTime": null,
              "status": "False",
              "type": "Ready"
             }
            ],
            "containerStatuses": [
             {
              "image": "registry.k8s.io/kube-controller-manager:v1.36.2",
              "imageID": "",
              "lastState": {
               "terminated": {
                "exitCode": 1,
                "finishedAt": null,
                "reason": "Error",
                "startedAt": null
               }
              },
              "name": "kube-controller-manager",
              "ready": false,
              "restartCount": 14,
              "state": {
               "waiting": {
                "message": "back-off 5m0s restarting failed container=kube-controller-manager pod=kube-controller-manager-control-plane-1_kube-system",
                "reason": "CrashLoopBackOff"
               }
              }
             }
            ],
            "phase": "Running",
            "qosClass": "BestEffort"
           }
          },
          {
           "apiVersion": "v1",
           "kind": "Pod",
           "metadata": {
            "creationTimestamp": "2026-11-22T05:37:19Z",
            "generation": 1,
            "labels": {
             "component": "kube-apiserver",
             "tier": "control-plane"
            },
            "name": "kube-apiserver-control-plane-1",
            "namespace": "kube-system",
            "resourceVersion": "305",
            "uid": "2a445fa3-23ce-4cb8-bd24-d1f018e20029"
           },
           "spec": {
            "containers": [
             {
              "command": [
               "kube-apiserver",
               "--etcd-servers=http://127.0.0.1:23790",
               "--advertise-address=10.99.0.1"
              ],
              "image": "registry.k8s.io/kube-apiserver:v1.36.2",
              "imagePullPolicy": "IfNotPresent",
              "name": "kube-apiserver",
              "resources": {},
              "terminationMessagePath": "/dev/termination-log",
              "terminationMessagePolicy": "File"
             }
            ],
            "nodeName": "control-plane-1",
            "serviceAccountName": "default"
           },
           "status": {
            "conditions": [
             {
              "lastProbeTime": null,
              "lastTransitionTime": null,
              "status": "True",
              "type": "Ready"
             }
            ],
            "containerStatuses": [
             {
              "image": "registry.k8s.io/kube-apiserver:v1.36.2",
              "imageID": "",
              "lastState": {},
              "name": "kube-apiserver",
              "ready": true,
              "restartCount": 0,
              "state": {
               "running": {
                "startedAt": "2026-11-22T05:37:31Z"
               }
              }
             }
            ],
            "phase": "Running",
            "qosClass": "BestEffort"
           }
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;

    /// <summary>A webhook that is called for CSRs.</summary>
    public const string Webhooks = """
        {
         "apiVersion": "v1",
         "items": [
          {
           "apiVersion": "admissionregistration.k8s.io/v1",
           "kind": "ValidatingWebhookConfiguration",
           "metadata": {
            "annotations": {
             "kubectl.kubernetes.io/last-applied-configuration": "{\"apiVersion\":\"admissionregistration.k8s.io/v1\",\"kind\":\"ValidatingWebhookConfiguration\",\"metadata\":{\"annotations\":{},\"name\":\"policy-engine-resource-validating\"},\"webhooks\":[{\"admissionReviewVersions\":[\"v1\"],\"clientConfig\":{\"service\":{\"name\":\"policy-engine\",\"namespace\":\"policy\",\"path\":\"/validate\"}},\"failurePolicy\":\"Fail\",\"name\":\"validate.policy.example.com\",\"rules\":[{\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"operations\":[\"CREATE\"],\"resources\":[\"certificatesigningrequests\"]}],\"sideEffects\":\"None\",\"timeoutSeconds\":5}]}\n"
            },
            "creationTimestamp": "2026-11-22T06:01:26Z",
            "generation": 1,
            "name": "policy-engine-resource-validating",
            "resourceVersion": "350",
            "uid": "1a49360a-e4be-4f6b-ab09-35518316b1a6"
           },
           "webhooks": [
            {
             "admissionReviewVersions": [
              "v1"
             ],
             "clientConfig": {
              "service": {
               "name": "policy-engine",
               "namespace": "policy",
               "path": "/validate",
               "port": 443
              }
             },
             "failurePolicy": "Fail",
             "matchPolicy": "Equivalent",
             "name": "validate.policy.example.com",
             "namespaceSelector": {},
             "objectSelector": {},
             "rules": [
              {
               "apiGroups": [
                "*"
               ],
               "apiVersions": [
                "*"
               ],
               "operations": [
                "CREATE"
               ],
               "resources": [
                "certificatesigningrequests"
               ],
               "scope": "*"
              }
             ],
             "sideEffects": "None",
             "timeoutSeconds": 5
            }
           ]
          }
         ],
         "kind": "List",
         "metadata": {
          "resourceVersion": ""
         }
        }
        """;
}
