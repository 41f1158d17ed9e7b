import { describe, expect, test } from 'vitest'
import { Folder } from './folder.ts'
import { policyFiles, policyFolder, policyWith } from './policy-folder.ts'

const policy = policyFiles['security.psl'] as string

test('a policy without mistakes is checked, and what it includes with it', async () => {
  using folder = policyFolder()
  expect(await folder.kos(['check', 'security.psl'])).toEqual({
    code: 0,
    out: '1 file checked\n',
    err: '',
  })
  expect(await folder.kos(['check', '.'])).toEqual({ code: 0, out: '4 files checked\n', err: '' })
})

test('errors of policies and of interfaces come with places and hints, once each', async () => {
  using folder = policyFolder({
    'security.psl': policyWith('message.right', 'message.rigth'),
    'demo/Server.edl': 'entity demo.Server\nendpoints {\n    ops : demo.Opps\n}\n',
    'lib/Odd.idl': 'package lib.Odd\ninterface { Run(in Nme name); }\n',
  })
  const { code, out, err } = await folder.kos(['check', '.'])
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatchInlineSnapshot(`
    "demo/Server.edl:3:11: error: there is no file of the package demo.Opps
      3 |     ops : demo.Opps
        |           ^^^^^^^^^
        = looked for demo/Opps.idl, demo/demo/Opps.idl

    lib/Odd.idl:2:20: error: there is no type Nme
      2 | interface { Run(in Nme name); }
        |                    ^^^

    2 errors
    more about it: kos explain missing-file
    "
  `)
  using other = policyFolder({ 'security.psl': policyWith('message.right', 'message.rigth') })
  expect((await other.kos(['check', 'security.psl'])).err).toMatchInlineSnapshot(`
    "security.psl:12:40: error: demo.Ops.Div has no in parameter rigth
      12 |     match method=Div { assert (message.rigth != 0) }
         |                                        ^^^^^
         = did you mean right?

    1 error
    "
  `)
})

test('what does not do what it seems to is a warning, and the exit code stays 0', async () => {
  using folder = policyFolder({
    'security.psl': `${policy}request src=demo.Client dst=demo.Server { match method=Add { grant () deny () } }\n`,
  })
  const { code, out, err } = await folder.kos(['check', 'security.psl'])
  expect([code, out]).toEqual([0, '1 file checked\n'])
  expect(err).toMatchInlineSnapshot(`
    "security.psl:11:24: warning: this rule never decides: security.psl:15  grant () says the same of all that it selects
      11 |     match method=Add { grant () }
         |                        ^^^^^^^^

    security.psl:15:62: warning: this rule never decides: all that it selects is always denied, by security.psl:15  deny ()
      15 | request src=demo.Client dst=demo.Server { match method=Add { grant () deny () } }
         |                                                              ^^^^^^^^

    2 warnings
    more about them: kos explain redundant, kos explain always-denied
    "
  `)
})

test('parts of a policy are checked with it, not alone', async () => {
  using folder = policyFolder({
    'security.psl': policyWith('use EDL demo.Client', 'use parts.more._\nuse EDL demo.Client'),
    'parts/more.psl': 'error { grant () }\n',
  })
  expect(await folder.kos(['check', '.'])).toEqual({ code: 0, out: '5 files checked\n', err: '' })
  using broken = policyFolder({
    'security.psl': policyWith('use EDL demo.Client', 'use parts.more._\nuse EDL demo.Client'),
    'parts/more.psl': 'error { grnt () }\n',
  })
  const { code, err } = await broken.kos(['check', '.'])
  expect(code).toBe(1)
  expect(err).toContain('parts/more.psl:1:9: error: ')
  expect(err).toContain('1 error\n')
})

test('templates are expanded with what the command line says', async () => {
  const text = policyWith('use EDL demo.Client', '@INIT_EXTERNAL_ENTITIES@').replace(
    'response { grant () }',
    '{% if BOARD == "lamp" %}\nresponse { grant () }\n{% else %}\nresponse { grnt () }\n{% endif %}',
  )
  using folder = policyFolder({ 'security.psl': '', 'security.psl.in': text })
  const given = ['--external', 'demo.Client', '--define', 'BOARD=lamp']
  expect(await folder.kos(['check', 'security.psl.in', ...given])).toEqual({
    code: 0,
    out: '1 file checked\n',
    err: '',
  })
  const { code, err } = await folder.kos(['check', 'security.psl.in', ...given.slice(0, 2)])
  expect([code, err.includes('security.psl.in:')]).toEqual([1, true])
  const wrong = await folder.kos(['check', 'security.psl.in', '--define', 'BOARD'])
  expect(wrong).toEqual({ code: 2, out: '', err: 'kos: --define: BOARD is not NAME=VALUE\n' })
})

test('--json has the diagnostics', async () => {
  using folder = policyFolder({ 'security.psl': policyWith('message.right', 'message.rigth') })
  const { code, out } = await folder.kos(['check', '--json', 'security.psl'])
  const { diagnostics } = JSON.parse(out) as { diagnostics: { file: string; line: number }[] }
  expect([code, diagnostics.map(({ file, line }) => `${file}:${line}`)]).toEqual([
    1,
    ['security.psl:12'],
  ])
})

test('files are found in folders that are included', async () => {
  const { 'demo/Ops.idl': ops = '', ...rest } = policyFiles
  using folder = policyFolder({ ...rest, 'demo/Ops.idl': '', 'sdk/other/Ops.idl': ops })
  folder.write('demo/Server.edl', 'entity demo.Server\nendpoints {\n    ops : other.Ops\n}\n')
  folder.write('sdk/other/Ops.idl', ops.replace('demo.Ops', 'other.Ops'))
  expect((await folder.kos(['check', 'security.psl'])).code).toBe(1)
  expect((await folder.kos(['check', 'security.psl', '-I', 'sdk'])).code).toBe(0)
})

test('a policy finds the classes of files that are checked with it, also where they lie flat', async () => {
  const at = (path: string): string =>
    path.endsWith('.psl') ? 'policy/src/security.psl' : path.replace('demo/', 'resources/')
  const files = Object.entries(policyFiles).map(([path, text]) => [at(path), text])
  using folder = new Folder(Object.fromEntries(files))
  expect(await folder.kos(['check', '.'])).toEqual({ code: 0, out: '4 files checked\n', err: '' })
  const alone = await folder.kos(['check', 'policy'])
  expect(alone.code).toBe(1)
  expect(alone.err).toContain('is found with --include FOLDER --module demo')
  const named = ['check', 'policy', '--include', 'resources', '--module', 'demo']
  expect((await folder.kos(named)).code).toBe(0)
})

describe('folders of solutions', () => {
  test('are checked as such, also below a folder and beside files that are none of them', async () => {
    using folder = new Folder({ 'lib/demo/A.idl': 'package demo.A\ninterface { Do(); }\n' })
    await folder.kos(['new', 'all/one'])
    await folder.kos(['new', 'all/two', '--template', 'minimal'])
    expect(await folder.kos(['check', 'all'])).toEqual({
      code: 0,
      out: '2 solutions, 12 files checked\n',
      err: '',
    })
    expect((await folder.kos(['check'])).out).toBe('2 solutions, 13 files checked\n')
    expect((await folder.kos(['check'], 'all/two')).out).toBe('1 solution, 4 files checked\n')
    folder.write('lib/demo/A.idl', 'package demo.A interface { Do(in Nme n); }')
    folder.write('all/two/init.yaml', 'entities: [{ name: hello.Helo }]')
    const { code, err } = await folder.kos(['check'])
    expect(code).toBe(1)
    expect(err).toContain('lib/demo/A.idl:1:')
    expect(err).toContain('all/two/init.yaml:1:')
    expect(err).toContain('more about them: kos explain missing-edl')
  })

  test('are searched for what does not do what it seems to', async () => {
    using folder = new Folder({})
    await folder.kos(['new', '.'])
    folder.write(
      'security.psl',
      `${folder.read('security.psl')}\nerror src=hello.Server dst=hello.Client { grant () }\n`,
    )
    const { code, err } = await folder.kos(['check'])
    expect([code, err.includes('warning: this rule selects nothing')]).toEqual([0, true])
    expect(err).toContain('more about it: kos explain selects-nothing')
  })

  test('have their programs loaded, unless --no-programs says not to', async () => {
    using folder = new Folder({})
    await folder.kos(['new', '.'])
    folder.write('src/Server.ts', "throw new Error('too early')\nexport default 1\n")
    const { code, err } = await folder.kos(['check'])
    expect([code, err.includes('too early')]).toEqual([1, true])
    expect((await folder.kos(['check', '--no-programs'])).code).toBe(0)
  })

  test('say all in one object', async () => {
    using folder = new Folder({})
    await folder.kos(['new', '.'])
    folder.write('init.yaml', folder.read('init.yaml').replace('target:', 'taget:'))
    const { code, out } = await folder.kos(['check', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [{ code: 'unknown-key', file: 'init.yaml', line: 5 }, { code: 'missing-key' }],
    })
  })
})
