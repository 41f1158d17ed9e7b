// `kos explain`: all that can be explained is, in words; what cannot is refused with a hint.
import { any, boot, core, execute, request, VirtualClock } from '@kos/kernel'
import * as libkos from '@kos/libkos'
import { connect, defineInterface, program, serve, uint32 } from '@kos/libkos'
import { genericRetcodes } from '@kos/retcode'
import { solutionCodes } from '@kos/solution'
import { describe, expect, test } from 'vitest'
import { Folder, inTurn } from './folder.ts'

async function explained(...words: readonly string[]): Promise<string> {
  using folder = new Folder({})
  const { code, out, err } = await folder.kos(['explain', ...words])
  expect([code, err]).toEqual([0, ''])
  return out
}

describe('return codes', () => {
  test('by name, by number, in any base', async () => {
    const text = await explained('rcNotConnected')
    expect(text).toMatchInlineSnapshot(`
      "rcNotConnected (-2147483646, 0x80000002): client and server are not connected

      The channel has no server any more, or never had: the server ended, closed its
      listener, or the connection is not in init.yaml.

      What to do:
      - Check the connections of the client in init.yaml, and whether the server still
        runs: kos run says when a process ends. A connection that broke must be made
        again.
      "
    `)
    expect(await explained('-2147483646')).toBe(text)
    expect(await explained('0x80000002')).toBe(text)
    expect(await explained('2147483650')).toBe(text)
  })

  test('all of them', async () => {
    for (const [name, rc] of Object.entries(genericRetcodes)) {
      const text = await explained(name)
      expect(text).toContain(`${name} (${rc}, `)
      expect(text.includes('What to do:')).toBe(rc !== 0)
    }
  })

  test('composed ones', async () => {
    expect(await explained('0xc1000007')).toContain('customer 1, space 1, facility 0, code 7')
  })
})

test('all codes of the transport', async () => {
  const names = Object.keys(libkos).filter((name) => /^NK_E[A-Z]+$/.test(name))
  expect(names.length).toBe(10)
  for (const name of names) expect(await explained(name)).toContain(`${name} (`)
})

test('all codes of diagnostics', async () => {
  for (const [code, { meaning }] of Object.entries(solutionCodes))
    expect((await explained(code)).replaceAll(/\s+/g, ' ')).toContain(
      code === 'missing-file' ? code : meaning,
    )
  expect(await explained('unknown-target')).toMatchInlineSnapshot(`
    "unknown-target

    A connection leads to a process that init.yaml does not have.

    What to do:
    - Write the name of a process: its task, or its class where it has no task.
    "
  `)
  expect(await explained('selects-nothing')).toContain('What to do:')
})

describe('functions and system calls', () => {
  test('have signature, topic and codes', async () => {
    expect(await explained('KnHandleClose')).toMatchInlineSnapshot(`
      "KnHandleClose, of coresrv/handle/handle_api; documented in the topic
      kn_handle_close

        KnHandleClose(handle: Handle): Retcode

      Deletes a handle; its ancestors and descendants stay valid, and its children
      become children of its parent (topic \`kn_handle_close\`).

      rcOk; rcInvalidArgument: not a handle of this process. A revoked handle can be
      closed.
      "
    `)
    expect(await explained('KosMutexLock')).toContain(
      'KosMutexLock(mutex: KosMutex): Promise<void>',
    )
    expect(await explained('handle.Handle.Close')).toMatchInlineSnapshot(`
      "handle.Handle.Close, system call 192

        Close(handle: handle): rc

      It answers at once: the calling thread never waits in it.

      To a policy it is a request to kl.core.Core, whose message has these parameters;
      handles are security ids there.

      What to do:
      - To grant it: request src=CLASS dst=kl.core.Core endpoint=handle.Handle
        method=Close { grant () }
      "
    `)
    expect(await explained('Handle.Close')).toBe(await explained('kl.core.handle.Handle.Close'))
  })
})

describe('denials', () => {
  const Doors = defineInterface('demo.Doors', { Open: { in: { hour: uint32 } }, Close: {} })
  const Porter = program({ endpoints: { doors: Doors } }, async (kos) => {
    await serve(kos, 'porter', { doors: { Open: () => {}, Close: () => {} } })
  })
  const Guest = program(async (kos) => {
    const doors = connect(kos, Doors, 'porter', 'doors')
    await doors.Close()
    await doors.Open({ hour: 23 })
    await doors.Open({ hour: 12 })
  })

  /** What a kernel says of its denials under a policy. */
  async function denials(): Promise<readonly string[]> {
    const { formatDenial } = await import('@kos/kernel')
    const said: string[] = []
    const kernel = boot(
      {
        programs: { Porter, Guest },
        connections: { Guest: { porter: 'Porter' } },
        policy: [
          execute(),
          request(any, core),
          request(Guest, Porter, Doors.Open, ({ message }) => message.hour < 20),
        ],
      },
      { clock: new VirtualClock(), onDenied: (denial) => void said.push(formatDenial(denial)) },
    )
    await kernel.run({ until: 'idle' })
    await kernel[Symbol.asyncDispose]()
    return said
  }

  test('as a kernel prints them, are told in words, with the rule that would allow them', async () => {
    const texts = await inTurn(await denials(), (line) => explained(line))
    expect(texts.join('\n---\n')).toMatchInlineSnapshot(`
      "The policy denied that Guest asks Porter for demo.Doors.Close.

        request src=Guest dst=Porter endpoint=doors method=Close { grant () }

      Porter has seen nothing of it: the call of Guest answered rcSecurityDisallow (in
      generated C code: NK_EPERM).

      No rule of the policy selects this, and what no rule grants is denied.

      What to do:
      - If it should be allowed, add the section above to security.psl, as narrow as
        you can: leave the method in.
      - If it should not, the program is at fault: look at who calls it.

      ---
      The policy denied that Guest asks Porter for demo.Doors.Open.

      Porter has seen nothing of it: the call of Guest answered rcSecurityDisallow (in
      generated C code: NK_EPERM).

      It is rule 3, request(Guest, Porter, demo.Doors.Open, condition) that denied it:
      its condition is false.

      All rules that select an event must grant it: other rules that grant change
      nothing.

      What to do:
      - kos policy explain security.psl Guest Porter doors.Open shows all rules that
        decide about it.
      - If it should be allowed, widen the condition; a test in the policy (assert
        "...") keeps it so.

      ---
      The policy denied that Porter answers the call of demo.Doors.Open by Guest.

        response src=Porter dst=Guest endpoint=doors method=Open { grant () }

      Porter has done what it was asked for; but the answer did not leave it: the call
      of Guest, and the reply of Porter, answered rcSecurityDisallow.

      No rule of the policy selects this, and what no rule grants is denied.

      Answers have rules of their own: a rule for requests does not cover them.

      What to do:
      - If it should be allowed, add the section above to security.psl, as narrow as
        you can: leave the method in.
      - If it should not, the program is at fault: look at who calls it.
      "
    `)
  })

  test('of other events, too', async () => {
    const lines = [
      'execute kl.core.Core -> kl.core.Core: denied, no rule allows it; the policy has no rules',
      'execute Einit -> demo.A: denied by rule 3, deny () (security.psl:7); it has no condition',
      'security demo.A demo.Ask.May: denied by rule 1, x; its condition is false',
      'error demo.A -> demo.B demo.I.M (endpoint i): denied, no rule allows it; x',
      'request demo.A -> demo.B demo.I.M (endpoint i): denied, the message is malformed: x; no rule was asked',
      'request demo.A -> demo.B demo.I.M (endpoint i): denied, rule 2, x failed: Error: y',
      'request demo.A -> demo.B demo.I.M: denied, no rule allows it; to allow it, add x, or did rule 1, grant () (s.psl:3), mean "demo.I" by "demo.J"?',
    ]
    const texts = await inTurn(lines, (line) => explained(line))
    expect(texts.join('\n---\n')).toMatchSnapshot()
  })

  test('inside the end of a process', async () => {
    const line = 'execute Einit -> demo.A: denied, no rule allows it; x'
    const text = await explained(`!! demo.A was killed: the policy denied its start: ${line}`)
    expect(text).toBe(await explained(line))
  })

  test('with the mark of kos run, and in several words', async () => {
    const [line = ''] = await denials()
    const text = await explained(line)
    expect(await explained(...`!  ${line}`.split(' '))).toBe(text)
  })
})

test('what nobody knows is refused with a hint', async () => {
  using folder = new Folder({})
  const runs = await inTurn(['rcTimeut', 'unknown-taget', 'KnHandleClos', 'xyzzy'], (thing) =>
    folder.kos(['explain', thing]),
  )
  expect(runs.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  expect(runs.map(({ err }) => err).join('')).toMatchInlineSnapshot(`
    "kos: there is nothing called rcTimeut; did you mean "rcTimeout"?
    kos: there is nothing called unknown-taget; did you mean "unknown-target"?
    kos: there is nothing called KnHandleClos; did you mean "KnHandleClose"?
    kos: there is nothing called xyzzy; kos explain knows return codes, NK_ codes, codes of diagnostics, denials, system calls and functions of libkos
    "
  `)
})

test('--json has it as data', async () => {
  using folder = new Folder({})
  const { code, out } = await folder.kos(['explain', 'rcTimeout', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({
    result: { kind: 'return code', title: expect.stringContaining('rcTimeout') as string },
  })
})
