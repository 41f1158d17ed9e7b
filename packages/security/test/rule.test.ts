import { describe, expect, test } from 'vitest'
import {
  any,
  createMonitor,
  definePolicy,
  deny,
  error,
  execute,
  request,
  security,
  type Rule,
} from '../src/index.ts'
import { event, Mode } from './fixture.ts'

// What TypeScript refuses, but JavaScript, or a cast, lets through.
const loose = request as unknown as (...args: unknown[]) => Rule

describe('an argument that would make a rule wider than it looks is refused', () => {
  test('a method that the interface does not have', () => {
    const methods = Mode as unknown as Record<string, unknown>
    expect(() => loose('Client', 'Server', methods['Missing'])).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: what it is about is undefined; pass a method, an interface, or { component, endpoint, interface, method }, or leave it out to select every method; does the interface have that method?]`,
    )
  })

  test('a condition that is undefined', () => {
    expect(() =>
      loose('Client', 'Server', Mode.FMode, undefined),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request has a condition that is undefined; a condition is one function, or left out to grant always]`,
    )
    expect(() =>
      loose(
        'Client',
        'Server',
        () => true,
        () => false,
      ),
    ).toThrow(TypeError)
    expect(() =>
      loose(
        'Client',
        'Server',
        Mode.FMode,
        () => true,
        () => false,
      ),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request has more than one condition; a condition is one function, or left out to grant always]`,
    )
  })

  test('a selector that is misspelt, empty or undefined', () => {
    expect(() => loose('Client', 'Server', { metod: 'FMode' })).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: cannot select by "metod"; the selectors are: component, endpoint, interface, method]`,
    )
    expect(() =>
      loose('Client', 'Server', { method: undefined }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: the selector method is undefined; write a name, or leave method out]`,
    )
    expect(() => loose('Client', 'Server', { method: '' })).toThrow(TypeError)
  })

  test('an object that is neither method, interface nor selector', () => {
    for (const target of [new Map(), Promise.resolve(), [], [Mode.FMode], 'FMode', 7, null]) {
      expect(() => loose('Client', 'Server', target)).toThrow(TypeError)
    }
    expect(() => loose('Client', 'Server', new Map())).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: what it is about is an object of another kind; pass a method, an interface, or { component, endpoint, interface, method }, or leave it out to select every method]`,
    )
  })

  test('a class that is missing, empty or something else', () => {
    expect(() => loose('Client')).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its server is undefined, which is not a class; write a class name, a program, a list of these, or any]`,
    )
    expect(() => loose('', 'Server')).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its client is an empty string, which is not a class; write a class name, a program, a list of these, or any]`,
    )
    expect(() => loose('Client', [])).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its server is an empty list, which selects nothing; write a class name, a program, a list of these, or any]`,
    )
    expect(() => loose('Client', ['Server', ['Other']])).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its server is a list in a list, which is not a class; write a class name, a program, a list of these, or any]`,
    )
    expect(() => loose('Client', Mode.FMode)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its server is the method demo.Mode.FMode, which is not a class; write a class name, a program, a list of these, or any]`,
    )
    expect(() => loose('Client', Mode)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: request: its server is the interface demo.Mode, which is not a class; write a class name, a program, a list of these, or any]`,
    )
    expect(() => execute(undefined as unknown as string)).toThrow(TypeError)
    expect(() => security(undefined as unknown as string)).toThrow(TypeError)
  })
})

test('deny of deny is refused', () => {
  expect(() => deny(deny(request('Client', 'Server')))).toThrowErrorMatchingInlineSnapshot(
    `[TypeError: deny(deny(request(Client, Server))): the rule already denies; write deny once]`,
  )
})

describe('policies', () => {
  test('are put together from rules and policies, in order', () => {
    const first = request('Client', 'Server')
    const second = execute()
    const third = error(any, any)
    expect(definePolicy(first, [second, third])).toEqual([first, second, third])
  })

  test('refuse a part that is no rule', () => {
    expect(() => definePolicy(undefined as unknown as Rule)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: definePolicy: part 1 is undefined, not a rule; write rules with request, response, error, execute, security or deny]`,
    )
    expect(() => createMonitor(['allow'] as unknown as Rule[])).toThrow(TypeError)
  })

  test('refuse what is no list, and say where the rules of a loaded policy are', () => {
    const refused = (policy: unknown) => expect(() => createMonitor(policy as Rule[]))
    refused({ policy: [] }).toThrow(
      'policy: a value of type object is not a list of rules; pass its `policy`',
    )
    refused(request(any, any)).toThrow('is not a list of rules; write [rule, ...]')
    refused(null).toThrow(TypeError)
  })

  test('refuse a rule written by hand that does not say whether it denies', () => {
    const { denies: _, ...rest } = request('Client', 'Server')
    expect(() => definePolicy(rest as Rule)).toThrow(TypeError)
    expect(() => definePolicy({ ...rest, denies: false, event: 'toString' as 'request' })).toThrow(
      TypeError,
    )
    expect(() => definePolicy({ ...rest, denies: false })).not.toThrow()
  })

  test('do not change when the list given to a rule does', () => {
    const clients = ['Client']
    const policy = definePolicy(request(clients, 'Server'))
    clients.push('Intruder')
    expect(createMonitor(policy).decide(event({ source: 'Intruder' })).granted).toBe(false)
  })
})
