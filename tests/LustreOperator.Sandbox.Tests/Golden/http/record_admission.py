"""Asks an API server what its admission policies make of the cases in admission.json, and writes the answers into it:
record_admission.py URL TOKEN admission.json

Each case has a policy of its own for ConfigMaps (or what its matchConstraints say) that carry the label case=ID, in the namespace policed; it is created
and bound, and after all are in force one request is made.
"""
import json, ssl, sys, time, urllib.error, urllib.request

url, token, path = sys.argv[1:4]
context = ssl._create_unverified_context()
NAMESPACE = 'policed'
POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies'


def send(method, where, body=None, kind='application/json'):
    request = urllib.request.Request(url + where, method=method, data=None if body is None else json.dumps(body).encode(),
                                     headers={'Authorization': 'Bearer ' + token, 'Content-Type': kind})
    try:
        with urllib.request.urlopen(request, context=context) as answer:
            return answer.status, json.loads(answer.read()), answer.headers.get_all('Warning') or []
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read()), refusal.headers.get_all('Warning') or []


def config_map(name, case):
    return {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name, 'labels': {'case': case}}, 'data': {'a': 'x', 'b': 'y'}}


cases = json.load(open(path))
send('POST', '/api/v1/namespaces', {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': NAMESPACE, 'labels': {'kept': 'yes'}}})
for name in ('one', 'two'):
    send('POST', f'/api/v1/namespaces/{NAMESPACE}/configmaps', {'apiVersion': 'v1', 'kind': 'ConfigMap', 'metadata': {'name': name, 'labels': {'is': 'parameter'}}, 'data': {'limit': name}})
for case in cases:
    case_id = case['id']
    send('POST', f'/api/v1/namespaces/{NAMESPACE}/configmaps', config_map('seed-' + case_id, case_id))
    spec = {'matchConstraints': {'objectSelector': {'matchLabels': {'case': case_id}}, 'resourceRules': [
        {'apiGroups': [''], 'apiVersions': ['v1'], 'operations': ['*'], 'resources': ['configmaps']}]}}
    spec.update(case['policy'])
    status, answer, _ = send('POST', POLICIES, {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingAdmissionPolicy', 'metadata': {'name': case_id}, 'spec': spec})
    case['created'] = status
    if status == 201:
        binding = {'policyName': case_id, 'validationActions': ['Deny']}
        binding.update(case.get('binding', {}))
        send('POST', POLICIES[:-len('policies')] + 'policybindings', {'apiVersion': 'admissionregistration.k8s.io/v1', 'kind': 'ValidatingAdmissionPolicyBinding', 'metadata': {'name': case_id}, 'spec': binding})
time.sleep(15)
for case in cases:
    if case['created'] != 201:
        continue
    case_id, maps, dry = case['id'], f'/api/v1/namespaces/{NAMESPACE}/configmaps', '?dryRun=All'
    method = case.get('method', 'POST')
    if 'object' in case:
        status, answer, warnings = send('POST', case['path'] + dry, case['object'])
    elif method == 'POST':
        status, answer, warnings = send('POST', maps + dry, config_map('new-' + case_id, case_id))
    elif method == 'PATCH':
        status, answer, warnings = send('PATCH', f'{maps}/seed-{case_id}{dry}', case['patch'], 'application/merge-patch+json')
    else:
        status, answer, warnings = send('DELETE', f'{maps}/seed-{case_id}{dry}')
    case['status'] = status
    if status >= 300:
        case['reason'], case['message'] = answer.get('reason'), answer['message']
    if warnings:
        case['warning'] = warnings[0]
with open(path, 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(case, separators=(', ', ': ')) for case in cases) + '\n]\n')
