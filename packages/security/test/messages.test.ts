import { describe, expect, test } from 'vitest'
import {
  allowAll,
  any,
  createMonitor,
  definePolicy,
  deny,
  execute,
  malformed,
  request,
  response,
  security,
} from '../src/index.ts'
import type { Rule, SecurityEvent } from '../src/index.ts'
import { maxListedRules } from '../src/limits.ts'
import { event, Mode } from './fixture.ts'

function messageOf(policy: readonly Rule[], parts: Partial<SecurityEvent> = {}): string {
  const decision = createMonitor(policy).decide(event(parts))
  return decision.granted ? 'granted' : decision.message
}

const open: Partial<SecurityEvent> = {
  destination: 'FileServer',
  endpoint: 'fs',
  interface: 'files.Files',
  method: 'Open',
}

describe('no rule selects the event', () => {
  test('the policy is empty', () => {
    expect(messageOf([])).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied, no rule allows it; the policy has no rules, so nothing is allowed; add rules, or allowAll() to allow everything"`,
    )
  })

  test('rules for the destination are listed, and the rule to add', () => {
    const policy = [
      request('Logger', 'FileServer'),
      request(['Backup', 'Indexer'], 'FileServer', { interface: 'files.Files' }),
    ]
    expect(messageOf(policy, open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; rules for destination FileServer: request(Logger, FileServer), request([Backup, Indexer], FileServer, files.Files); to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" })"`,
    )
  })

  test('no more rules are listed than the limit says', () => {
    const policy = Array.from({ length: maxListedRules + 1 }, (_, i) =>
      request(`Unrelated${i}`, 'FileServer'),
    )
    expect(messageOf(policy.slice(1), open)).not.toContain('more')
    expect(messageOf(policy, open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; rules for destination FileServer: request(Unrelated0, FileServer), request(Unrelated1, FileServer), request(Unrelated2, FileServer), request(Unrelated3, FileServer), request(Unrelated4, FileServer), and 1 more; to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" })"`,
    )
  })

  test('without rules for the destination, those of the source are listed', () => {
    expect(messageOf([request('Client', 'Clock')], open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; rules for source Client: request(Client, Clock); to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" })"`,
    )
  })

  test('there are rules, but for other processes or kinds of event', () => {
    expect(messageOf([request('A', 'B')], open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; no request rule names Client or FileServer; to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" })"`,
    )
    expect(
      messageOf([request('Client', 'Server')], { type: 'execute', method: 'main' }),
    ).toMatchInlineSnapshot(
      `"execute Client -> Server: denied, no rule allows it; the policy has no execute rules; to allow it, add execute("Client", "Server")"`,
    )
  })

  test('a class that is misspelt by a letter or two is pointed out', () => {
    expect(messageOf([request('Client', 'FileSever')], open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; rules for source Client: request(Client, FileSever); to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" }), or did rule 1, request(Client, FileSever), mean "FileServer" by "FileSever"?"`,
    )
  })

  test('a method that is misspelt is pointed out', () => {
    const policy = [request('Client', 'FileServer', { interface: 'files.Files', method: 'Opne' })]
    expect(messageOf(policy, open)).toMatchInlineSnapshot(
      `"request Client -> FileServer files.Files.Open (endpoint fs): denied, no rule allows it; rules for destination FileServer: request(Client, FileServer, files.Files.Opne); to allow it, add request("Client", "FileServer", { interface: "files.Files", method: "Open" }), or did rule 1, request(Client, FileServer, files.Files.Opne), mean "Open" by "Opne"?"`,
    )
  })

  test('a response needs a rule of its own', () => {
    const answer = { type: 'response', source: 'Server', destination: 'Client' } as const
    expect(messageOf([request(any, any)], answer)).toMatchInlineSnapshot(
      `"response Server -> Client demo.Mode.FMode (endpoint mode): denied, no rule allows it; the policy has no response rules; a rule for requests does not cover the response; to allow it, add response("Server", "Client", { interface: "demo.Mode", method: "FMode" })"`,
    )
  })

  test('an error needs a rule of its own, too', () => {
    const refusal = { type: 'error', source: 'Server', destination: 'Client' } as const
    const policy = [request(any, any), response(any, any)]
    expect(messageOf(policy, refusal)).toMatchInlineSnapshot(
      `"error Server -> Client demo.Mode.FMode (endpoint mode): denied, no rule allows it; the policy has no error rules; rules for requests and responses do not cover the error; to allow it, add error("Server", "Client", { interface: "demo.Mode", method: "FMode" })"`,
    )
  })

  test('names that are not known', () => {
    const unknown = { endpoint: '', interface: '', method: '', message: undefined }
    expect(messageOf([request('Client', 'Server', Mode)], unknown)).toMatchInlineSnapshot(
      `"request Client -> Server (unknown method): denied, no rule allows it; rules for destination Server: request(Client, Server, demo.Mode); to allow every method, add request("Client", "Server")"`,
    )
    expect(
      messageOf([request('Client', 'Server', Mode)], { ...unknown, endpoint: 'mode' }),
    ).toMatchInlineSnapshot(
      `"request Client -> Server (unknown method) (endpoint mode): denied, no rule allows it; rules for destination Server: request(Client, Server, demo.Mode); to allow every method, add request("Client", "Server", { endpoint: "mode" })"`,
    )
  })

  test('security events have no recipient', () => {
    const query = { type: 'security', destination: '' } as const
    expect(messageOf([security('Client', Mode.Name)], query)).toMatchInlineSnapshot(
      `"security Client demo.Mode.FMode (endpoint mode): denied, no rule allows it; rules for source Client: security(Client, demo.Mode.Name); to allow it, add security("Client", { interface: "demo.Mode", method: "FMode" })"`,
    )
  })
})

describe('a rule denies', () => {
  test('its condition is false', () => {
    const policy = [request('Client', 'Server', Mode.FMode, ({ message }) => message.value > 7)]
    expect(messageOf(policy)).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, request(Client, Server, demo.Mode.FMode, condition); its condition is false"`,
    )
  })

  test('a condition with a name is called by it', () => {
    const isHigh = ({ message }: { readonly message: { readonly value: number } }) =>
      message.value > 7
    expect(messageOf([request('Client', 'Server', Mode.FMode, isHigh)])).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, request(Client, Server, demo.Mode.FMode, isHigh); its condition is false"`,
    )
  })

  test('deny, with and without a condition', () => {
    expect(messageOf(definePolicy(allowAll(), deny(request(any, 'Server'))))).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 6, deny(request(any, Server)); it has no condition"`,
    )
    expect(messageOf([deny(request('Client', any, Mode.FMode, () => true))])).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, deny(request(Client, any, demo.Mode.FMode, condition)); its condition is true"`,
    )
  })

  test('the place of a rule is in the message', () => {
    const rule: Rule = { ...request('Client', 'Server', () => false), place: 'security.psl:12' }
    expect(messageOf([rule])).toMatchInlineSnapshot(
      `"request Client -> Server demo.Mode.FMode (endpoint mode): denied by rule 1, request(Client, Server, condition) (security.psl:12); its condition is false"`,
    )
  })

  test('programs are called by their class', () => {
    const program = {}
    const monitor = createMonitor([request(program, 'Server', () => false)], {
      classOf: () => 'Client',
    })
    expect(monitor.decide(event())).toMatchObject({
      rule: { number: 1, text: 'request(Client, Server, condition)' },
    })
  })
})

test('a rule fails', () => {
  const message = messageOf([
    request('Client', 'Server', () => {
      throw new RangeError('no such table')
    }),
  ])
  expect(message).toMatchInlineSnapshot(
    `"request Client -> Server demo.Mode.FMode (endpoint mode): denied, rule 1, request(Client, Server, condition) failed: RangeError: no such table"`,
  )
})

test('a message is malformed', () => {
  expect(malformed(event(), 'the arena is shorter than its strings')).toMatchInlineSnapshot(`
    {
      "granted": false,
      "message": "request Client -> Server demo.Mode.FMode (endpoint mode): denied, the message is malformed: the arena is shorter than its strings; no rule was asked",
      "reason": "malformed",
    }
  `)
})

describe('a policy with a mistake is refused when the monitor is made', () => {
  test('a program that belongs to no class', () => {
    const policy = [request('Client', 'Server'), request({}, 'Server', Mode.FMode)]
    expect(() =>
      createMonitor(policy, { classOf: () => undefined }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 2, request(<program>, Server, demo.Mode.FMode): its client is a program that belongs to no class; add it to the programs of the solution (createKernel: programs: solution.programs), or write the class name instead of the program]`,
    )
    expect(() => createMonitor(policy)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 2, request(<program>, Server, demo.Mode.FMode): its client is a program, but createMonitor was given no classOf to tell its class; pass { classOf }, or write the class name instead of the program]`,
    )
  })

  test('a class that does not exist', () => {
    const classes = ['Client', 'Server']
    expect(() =>
      createMonitor([request('Client', 'Sever')], { classes }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 1, request(Client, Sever): its server is "Sever", but there is no such class; did you mean "Server"?]`,
    )
    expect(() =>
      createMonitor([execute('Unrelated', any)], { classes }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: createMonitor: rule 1, execute(Unrelated, any): its starter is "Unrelated", but there is no such class; the classes are: Client, Server]`,
    )
    expect(() =>
      createMonitor([request(any, 'kl.core.Core'), response('Server', 'Client')], { classes }),
    ).not.toThrow()
  })
})
