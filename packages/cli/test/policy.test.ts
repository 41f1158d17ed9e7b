// `kos policy`: each view of a policy, as text and as JSON.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Folder, inTurn, type Run } from './folder.ts'
import { policyFiles, policyFolder, policyWith } from './policy-folder.ts'

const policy = policyFiles['security.psl'] as string

async function shown(folder: Folder, ...args: readonly string[]): Promise<string> {
  const run = await folder.kos(['policy', ...args])
  expect([run.code, run.err]).toEqual([0, ''])
  return run.out
}

function resultOf({ out }: Run): unknown {
  return (JSON.parse(out) as { result: unknown }).result
}

describe('matrix', () => {
  test('shows classes, or the methods of one server', async () => {
    using folder = policyFolder()
    expect(await shown(folder, 'matrix', 'security.psl')).toMatchInlineSnapshot(`
      "request: client down, server across
                  1 2
      demo.Client ? #
      demo.Server . #

       1 demo.Server    2 kl.core.Core

      # all methods are granted   + some are granted, the others denied
      ? conditions decide about some   . all are denied   (blank) there are no such events
      "
    `)
    expect(await shown(folder, 'matrix', 'security.psl', '--server', 'demo.Server'))
      .toMatchInlineSnapshot(`
      "request: methods of server demo.Server down, client across
              1 2
      ops.Add # .
      ops.Div ? .

       1 demo.Client   2 demo.Server

      # granted   ? conditions decide   . denied   (blank) there are no such events
      "
    `)
    expect(await shown(folder, 'matrix', 'security.psl', '--event', 'execute')).toContain(
      'execute: ',
    )
  })

  test('--json has the report', async () => {
    using folder = policyFolder()
    const run = await folder.kos(['policy', 'matrix', 'security.psl', '--json'])
    expect(resultOf(run)).toMatchObject({
      version: 1,
      classes: [{ name: 'demo.Client', isKnown: true }, { name: 'demo.Server' }, {}],
      rules: expect.arrayContaining([
        expect.objectContaining({ text: 'assert (message.right != 0)', place: 'security.psl:12' }),
      ]),
      verdicts: expect.arrayContaining([
        {
          event: 'request',
          sources: ['demo.Client'],
          destinations: ['demo.Server'],
          operations: [{ endpoint: 'ops', interface: 'demo.Ops', method: 'Div' }],
          verdict: 'ask',
          rules: [4],
        },
      ]),
    })
  })
})

describe('graph', () => {
  test('is Mermaid, or SVG with all classes', async () => {
    using folder = policyFolder()
    expect(await shown(folder, 'graph', 'security.psl')).toMatchInlineSnapshot(`
      "flowchart LR
        n0["demo.Client"]
        n1["demo.Server"]
        n0 -->|"ops.Add, ops.Div"| n1
      "
    `)
    const picture = await shown(folder, 'graph', 'security.psl', '--format', 'svg', '--core')
    for (const name of ['demo.Client', 'demo.Server', 'kl.core.Core'])
      expect(picture).toContain(`>${name}</text>`)
  })

  test('is written to a file', async () => {
    using folder = policyFolder()
    const args = ['graph', 'security.psl', '--format', 'svg', '--out', 'graph.svg']
    expect(await shown(folder, ...args)).toBe('graph.svg\n')
    expect(folder.read('graph.svg')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  })

  test('--json has nodes and edges', async () => {
    using folder = policyFolder()
    expect(resultOf(await folder.kos(['policy', 'graph', 'security.psl', '--json']))).toMatchObject(
      {
        nodes: ['demo.Client', 'demo.Server'],
        edges: [{ source: 'demo.Client', destination: 'demo.Server', verdict: 'granted' }],
      },
    )
  })
})

describe('paths', () => {
  const chain = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL demo.Client
use EDL demo.Server
use EDL demo.Proxy
request src=demo.Client dst=demo.Proxy { grant () }
request src=demo.Proxy dst=demo.Server { assert (src_sid != dst_sid) }
`
  const proxy = { 'demo/Proxy.edl': 'entity demo.Proxy\nendpoints {\n    ops : demo.Ops\n}\n' }

  test('names the classes between', async () => {
    using folder = policyFolder({ 'security.psl': chain, ...proxy })
    const args = ['paths', 'security.psl', 'demo.Client', 'demo.Server']
    expect(await shown(folder, ...args)).toMatchInlineSnapshot(`
      "demo.Client -> demo.Proxy ?> demo.Server
      over: demo.Proxy
      conditions decide about ?>
      "
    `)
    expect(await shown(folder, 'paths', 'security.psl', 'demo.Server', 'demo.Client')).toBe(
      'demo.Server cannot reach demo.Client\n',
    )
    expect(resultOf(await folder.kos(['policy', ...args, '--json']))).toEqual({
      shortest: [
        [
          { source: 'demo.Client', destination: 'demo.Proxy', verdict: 'granted' },
          { source: 'demo.Proxy', destination: 'demo.Server', verdict: 'ask' },
        ],
      ],
      granted: null,
      over: ['demo.Proxy'],
    })
  })

  test('shows the way that is always granted beside shorter ones', async () => {
    const direct = 'request src=demo.Client dst=demo.Server { assert (src_sid != dst_sid) }\n'
    const text = chain.replace('assert (src_sid != dst_sid)', 'grant ()') + direct
    using folder = policyFolder({ 'security.psl': text, ...proxy })
    expect(await shown(folder, 'paths', 'security.psl', 'demo.Client', 'demo.Server'))
      .toMatchInlineSnapshot(`
      "demo.Client ?> demo.Server
      demo.Client -> demo.Proxy -> demo.Server   (always granted)
      over: demo.Proxy
      conditions decide about ?>
      "
    `)
  })
})

test('peers lists who may talk to whom', async () => {
  using folder = policyFolder()
  expect(await shown(folder, 'peers', 'security.psl')).toMatchInlineSnapshot(`
    "demo.Client
      to    demo.Server, kl.core.Core
      from  (none)
    demo.Server
      to    kl.core.Core
      from  demo.Client
    "
  `)
  expect(await shown(folder, 'peers', 'security.psl', 'kl.core.Core')).toContain('kl.core.Core\n')
  expect(
    resultOf(await folder.kos(['policy', 'peers', 'security.psl', 'demo.Server', '--json'])),
  ).toEqual({ 'demo.Server': { to: ['kl.core.Core'], from: ['demo.Client'] } })
})

describe('explain', () => {
  const call = (folder: Folder, ...names: readonly string[]): Promise<string> =>
    shown(folder, 'explain', 'security.psl', ...names)

  test('prints the verdict and the rules, or the section that is missing', async () => {
    using folder = policyFolder()
    expect(await call(folder, 'demo.Client', 'demo.Server', 'ops.Div')).toMatchInlineSnapshot(`
      "request demo.Client -> demo.Server demo.Ops.Div (endpoint ops): ask
        security.psl:12  assert (message.right != 0): decides by its condition
      "
    `)
    expect(await call(folder, 'demo.Server', 'demo.Server', 'ops.Add')).toMatchInlineSnapshot(`
      "request demo.Server -> demo.Server demo.Ops.Add (endpoint ops): denied, no rule selects it
        security.psl:9  grant (), but for dst=kl.core.Core
        security.psl:11  grant (), but for src=demo.Client
        to grant it, write: request src=demo.Server dst=demo.Server endpoint=ops method=Add { grant () }
      "
    `)
    expect(await call(folder, 'kl.core.Core', 'demo.Client', '--event', 'execute')).toContain(
      'granted',
    )
    expect(
      await call(folder, 'demo.Server', 'demo.Client', 'ops.Add', '--event', 'response'),
    ).toContain('security.psl:14  grant ()')
    expect(await call(folder, 'demo.Client', 'kl.core.Core', 'handle.Handle.Close')).toContain(
      'security.psl:9',
    )
  })

  test('is what the README shows', async () => {
    using folder = policyFolder()
    const said = await call(folder, 'demo.Client', 'demo.Server', 'ops.Div')
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    expect(readme).toContain(said)
  })

  test('--json names rules with their places', async () => {
    using folder = policyFolder()
    const args = ['explain', 'security.psl', 'demo.Client', 'demo.Server', 'ops.Div', '--json']
    expect(resultOf(await folder.kos(['policy', ...args]))).toMatchObject({
      head: { type: 'request', interface: 'demo.Ops', method: 'Div' },
      verdict: 'ask',
      rules: [{ text: 'assert (message.right != 0)', place: 'security.psl:12' }],
      near: [],
      missing: null,
    })
  })

  test('refuses names that are not there, with hints', async () => {
    using folder = policyFolder()
    const wrong = [
      ['demo.Cleint', 'demo.Server', 'ops.Div'],
      ['demo.Client', 'demo.Server', 'ops.Dvi'],
      ['demo.Client', 'demo.Server', 'nothing'],
      ['demo.Client', 'demo.Client', 'ops.Div'],
      ['demo.Client', 'demo.Server'],
    ]
    const runs = await inTurn(wrong, (names) =>
      folder.kos(['policy', 'explain', 'security.psl', ...names]),
    )
    expect(runs.map(({ code }) => code)).toEqual(wrong.map(() => 2))
    expect(runs.map(({ err }) => err).join('')).toMatchInlineSnapshot(`
      "kos: there is no class demo.Cleint; did you mean "demo.Client"?
      kos: demo.Server has no ops.Dvi; did you mean "ops.Div"?
      kos: demo.Server has no nothing; it has ops.Add, ops.Div
      kos: demo.Client has no ops.Div
      kos: request takes <source> <destination> <endpoint.method>
      "
    `)
  })
})

describe('diff', () => {
  test('says what became granted and what denied', async () => {
    const other = policyWith('match method=Add { grant () }', '').replace(
      'message.right != 0',
      'message.right > 0',
    )
    using folder = policyFolder({ 'old/security.psl': policy, 'security.psl': other })
    const args = ['diff', 'old/security.psl', 'security.psl', '-I', '.']
    expect(await shown(folder, ...args)).toMatchInlineSnapshot(`
      "- request demo.Client -> demo.Server ops.Add: granted -> denied
          before  old/security.psl:11  grant ()
      ~ request demo.Client -> demo.Server ops.Div: ask -> ask
          before  old/security.psl:12  assert (message.right != 0)
          after   security.psl:12  assert (message.right > 0)
      neither is at least as strict as the other, as far as this can be told
      "
    `)
    expect(resultOf(await folder.kos(['policy', ...args, '--json']))).toMatchObject({
      comparison: 'incomparable',
      changes: [{ change: 'denied' }, { change: 'other' }],
    })
  })

  test('of equal policies is empty', async () => {
    using folder = policyFolder({ 'new.psl': `// The same.\n${policy}` })
    expect(await shown(folder, 'diff', 'security.psl', 'new.psl')).toBe('both grant the same\n')
  })
})

test.each([
  ['as CMake projects have it', 'einit/src/', null],
  ['as kos.json says', 'conf/', '{ "init": "conf/init.yaml", "policy": "conf/security.psl" }'],
])('a policy below the folder of its solution has its classes, %s', async (_, below, config) => {
  const { 'security.psl': text, ...others } = policyFiles
  using folder = new Folder({
    ...others,
    [`${below}init.yaml`]: 'entities:\n- name: demo.Client\n- name: demo.Server\n',
    [`${below}security.psl`]: text as string,
    ...(config === null ? {} : { 'kos.json': config }),
  })
  const asked = ['demo.Client', 'demo.Server', 'ops.Add']
  expect(await shown(folder, 'explain', `${below}security.psl`, ...asked)).toContain(': granted')
})

test('a policy with errors has no views: errors are told, with code 1', async () => {
  using folder = policyFolder({ 'bad.psl': policyWith('message.right', 'message.rigth') })
  for (const args of [
    ['matrix', 'bad.psl'],
    ['graph', 'bad.psl'],
    ['paths', 'bad.psl', 'demo.Client', 'demo.Server'],
    ['diff', 'security.psl', 'bad.psl'],
  ]) {
    const { code, out, err } = await folder.kos(['policy', ...args])
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('bad.psl:12')
  }
})
