// Values of messages: literals of each type, defaults of what is left out, and what does not fit.

import { expect, test } from 'vitest'
import { checkTests } from '../../src/pal/check-tests.ts'
import { runTests } from '../../src/pal/index.ts'
import { loadCases, resultOf, run } from './fixture.ts'

const server = 'src=demo.Client dst=demo.Server'

// What a rule sees, the method, and the message that a test writes.
test.each([
  ['message.left == 0', 'calc.Add', ''],
  ['message.right == -5', 'calc.Add', '{ right : -5 }'],
  ['message.left == 255', 'calc.Add', '{ left : 0xFF }'],
  ['message.item.name == ""', 'disk.store.Put', ''],
  ['message.item.count == 0', 'disk.store.Put', '{ item : { name : "a" } }'],
  ['message.item.name == "a"', 'disk.store.Put', '{ item : { name : "a" } }'],
  ['message.key.number == 0', 'disk.store.Put', ''],
  ['message.key.number == 12', 'disk.store.Put', '{ key : { number : 12 } }'],
  ['message.key.text == "b"', 'disk.store.Put', '{ key : { text : "b" } }'],
  ['size (message.data) == 2', 'disk.store.Put', '{ data : "ab" }'],
  ['size (message.data) == 4', 'disk.store.Put', '{ data : "жa%" }'],
  ['size (message.data) == 3', 'disk.store.Put', '{ data : [0, 0xFF, 1] }'],
  ['size (message.data) == 0', 'disk.store.Put', ''],
  ['message.items[1].count == 2', 'disk.store.PutAll', '{ items : [{}, { count : 2 }] }'],
  ['size (message.items) == 0', 'disk.store.PutAll', ''],
  ['message.flags[2] == 3', 'disk.store.PutAll', '{ flags : [1, 2, 3] }'],
  ['size (message.flags) == 3', 'disk.store.PutAll', ''],
  ['message.size == 0xFFFFFFFFFFFFFFFF', 'disk.store.PutAll', '{ size : 0xFFFFFFFFFFFFFFFF }'],
  ['message.size == 0', 'disk.store.PutAll', ''],
  ['message.resource.handle == 0', 'disk.store.Share', ''],
  ['message.resource.handle == 9', 'disk.store.Share', '{ resource : 9 }'],
  ['message.resource.rights == 5', 'disk.store.Share', '{ resource : { handle : 9, rights : 5 } }'],
  ['message.resource.rights == 0', 'disk.store.Share', '{ resource : { handle : 9 } }'],
])('%s in a message of %s %s', (seen, method, message) => {
  const dot = method.lastIndexOf('.')
  const selectors = `endpoint=${method.slice(0, dot)} method=${method.slice(dot + 1)}`
  const rules = `request ${server} ${selectors} { assert (${seen}) }`
  expect(resultOf(run(rules, `demo.Client ~> demo.Server : ${method} ${message}`))).toBe('passed')
  const wrong = `deny demo.Client ~> demo.Server : ${method} ${message}`
  expect(resultOf(run(rules, wrong))).toBe('granted, expected deny')
})

test('the name of a process is its security id where a handle is meant', () => {
  const rules = `execute { grant () }
request ${server} method=Share { assert (message.resource.handle == src_sid) }`
  const start = 'c <- execute dst=demo.Client\nd <- execute dst=demo.Client'
  expect(resultOf(run(rules, `${start}\nc ~> demo.Server : Share { resource : c }`))).toBe('passed')
  expect(resultOf(run(rules, `${start}\nc ~> demo.Server : Share { resource : d }`))).toBe(
    'denied, expected grant',
  )
  const withRights = `${start}\nd ~> demo.Server : Share { resource : { handle : d, rights : 1 } }`
  expect(resultOf(run(rules, withRights))).toBe('passed')
})

// A message that a kernel refuses before any rule says nothing of the policy.
test.each([
  ['calc.Add', '', 'passed'],
  ['disk.store.Put', '{ item : { name : "12345678" } }', 'passed'],
  ['disk.store.Put', '{ item : { name : "123456789" } }', 'malformed'],
  ['disk.store.Put', '{ data : "12345" }', 'malformed'],
  ['disk.store.PutAll', '{ items : [{}, {}, {}] }', 'malformed'],
  ['disk.store.PutAll', '{ flags : [1, 2] }', 'malformed'],
])('%s %s is %s, whatever is expected', (method, message, result) => {
  for (const [rules, expected] of [
    ['request { grant () }', 'grant'],
    ['request { deny () }', 'deny'],
    ['request { grant () }', 'any'],
  ] as const) {
    const found = resultOf(
      run(rules, `${expected} demo.Client ~> demo.Server : ${method} ${message}`),
    )
    expect(found).toBe(result === 'passed' ? 'passed' : `malformed, expected ${expected}`)
  }
})

test('messages to a class without EDL are taken as they are written', () => {
  const rules = `use EDL kl.drivers.Other
execute { grant () }
request dst=kl.drivers.Other { assert (message.item.count == 2) assert (message.names == "a") }`
  const message = '{ item : { count : 2 }, names : "a" }'
  const request = `request src=demo.Client dst=kl.drivers.Other endpoint=e method=M ${message}`
  expect(resultOf(run(rules, request))).toBe('passed')
  expect(resultOf(run(rules, request.replace('2', '3')))).toBe('denied, expected grant')
})

test('a failure says what is malformed', () => {
  const report = runTests(
    loadCases('request { grant () }', 'deny demo.Client ~> demo.Server : Put { data : "12345" }'),
  )
  expect(report.sets[0]?.sequences[0]?.failure?.diagnostic.hint).toBe(
    'data has 5 bytes; it takes at most 4; ' +
      'no rule is asked about a message that does not fit its interface',
  )
})

test('bytes that are written as a text are its UTF-8', () => {
  const loaded = loadCases('', 'demo.Client ~> demo.Server : Put { data : "жa%" }')
  const { sets } = checkTests(loaded, loaded.tests)
  const message = sets[0]?.sequences[0]?.cases[0]?.message(() => 0)
  expect(message).toMatchObject({ data: new TextEncoder().encode('жa%') })
})
