// `kos test`: output, exit codes, coverage, JSON.

import { expect, test } from 'vitest'
import { Folder, inTurn } from './folder.ts'

const files = {
  'include/demo/Calc.idl': `package demo.Calc

interface {
    Add(in UInt32 left, in UInt32 right, out UInt32 sum);
    Div(in UInt32 value, in UInt32 divisor, out UInt32 quotient);
}
`,
  'include/demo/Server.edl': 'entity demo.Server\n\nendpoints {\n    calc : demo.Calc\n}\n',
  'include/demo/Client.edl': 'entity demo.Client\n',
}

const rules = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL demo.Client
use EDL demo.Server

execute { grant () }
request src=demo.Client dst=demo.Server {
    match method=Add {
        choice (message.left) {
            1 : grant ()
            _ : deny ()
        }
    }
    match method=Div { assert (message.divisor != 0) }
}
`

const passing = `${rules}
assert "calculator" {
    sequence "adds one" { demo.Client ~> demo.Server : calc.Add { left : 1 } }
}
`
const failing = passing.replace('left : 1', 'left : 2')

const options = ['-I', 'include']

test('tests that pass', async () => {
  using folder = new Folder({ ...files, 'security.psl': passing })
  const { code, out, err } = await folder.kos(['test', 'security.psl', ...options])
  expect([code, err]).toEqual([0, ''])
  expect(out).toBe('security.psl: "calculator"\n  passed "adds one" (1 case)\n\n1 test passed\n')
})

test('tests that fail', async () => {
  using folder = new Folder({ ...files, 'security.psl': failing })
  const { code, out, err } = await folder.kos(['test', 'security.psl', ...options])
  expect(code).toBe(1)
  expect(out).toBe(
    'security.psl: "calculator"\n  failed "adds one" (1 case)\n\n1 of 1 test failed\n',
  )
  expect(err).toMatchSnapshot()
})

test('several policies, one in a folder', async () => {
  using folder = new Folder({ ...files, 'a/security.psl': passing, 'b.psl': failing })
  const { code, out } = await folder.kos(['test', 'a/security.psl', 'b.psl', ...options])
  expect(code).toBe(1)
  expect(out).toContain('a/security.psl: 1 test passed\nb.psl: 1 of 1 test failed\n')
})

test.each([
  ['a policy without tests', rules, 'there are no tests'],
  ['a policy with errors', passing.replace('grant ()', 'grnt ()'), 'no test ran'],
  ['tests with errors', passing.replace('calc.Add {', 'calc.Ad {'), 'no test ran'],
])('%s fails', async (_, text, summary) => {
  using folder = new Folder({ ...files, 'security.psl': text })
  const { code, out } = await folder.kos(['test', 'security.psl', ...options])
  expect(code).toBe(1)
  expect(out).toContain(summary)
})

test('coverage as text', async () => {
  using folder = new Folder({ ...files, 'security.psl': passing })
  const { code, out } = await folder.kos(['test', 'security.psl', ...options, '--coverage', 'text'])
  expect(code).toBe(0)
  expect(out).toMatchSnapshot()
})

test('coverage as an lcov file stands on standard output alone', async () => {
  using folder = new Folder({ ...files, 'security.psl': passing, 'failing.psl': failing })
  const { code, out, err } = await folder.kos([
    'test',
    'security.psl',
    ...options,
    '--coverage',
    'lcov',
  ])
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatchSnapshot()
  const failed = await folder.kos(['test', 'failing.psl', ...options, '--coverage', 'lcov'])
  expect(failed.code).toBe(1)
  expect(failed.out).toMatch(/^TN:\nSF:failing.psl\n[\s\S]*end_of_record\n$/)
  expect(failed.err).toContain('denied, expected granted')
})

test('JSON has the reports', async () => {
  using folder = new Folder({ ...files, 'security.psl': failing })
  const { code, out, err } = await folder.kos(['test', 'security.psl', ...options, '--json'])
  expect([code, err]).toEqual([1, ''])
  const { diagnostics, tests } = JSON.parse(out) as Record<string, readonly object[]>
  expect(diagnostics).toHaveLength(1)
  expect(tests).toMatchObject([
    {
      passed: false,
      sets: [{ label: 'calculator', sequences: [{ failure: { got: 'denied' } }] }],
      coverage: { files: [{ path: 'security.psl' }] },
    },
  ])
})

test('a command line that makes no sense is told so', async () => {
  using folder = new Folder({ ...files, 'security.psl': passing })
  const wrong = [
    ['test'],
    ['test', 'nope.psl'],
    ['test', 'include'],
    ['test', 'include/demo/Calc.idl'],
    ['test', 'security.psl', '--coverage', 'html'],
  ]
  const runs = await inTurn(wrong, (args) => folder.kos(args))
  expect(runs.map(({ code }) => code)).toEqual(wrong.map(() => 2))
  expect(runs.map(({ err }) => err).join('\n')).toMatchSnapshot()
})

test('classes of the system are known without a folder', async () => {
  const policy = `use nk.base._
use nk.basic._
use EDL kl.core.Core
use EDL demo.Client
request src=demo.Client dst=kl.core.Core endpoint=vmm.VMM method=Allocate {
    assert (message.size <= 4096)
}
assert "memory" {
    sequence "a page" {
        demo.Client ~> kl.core.Core : vmm.VMM.Allocate { size : 4096 }
        deny demo.Client ~> kl.core.Core : vmm.VMM.Allocate { size : 4097 }
    }
}
`
  using folder = new Folder({ ...files, 'security.psl': policy })
  const { code, out } = await folder.kos(['test', 'security.psl', ...options])
  expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([0, '1 test passed'])
})

test.each([
  ['a file of another kind', 'a/x.idl', 'a/x.idl is no policy: its name ends in .psl or .psl.in'],
  ['nothing', 'no.psl', 'there is no file no.psl'],
])('%s is refused in the same words by all that take one policy', async (_, path, message) => {
  using folder = new Folder({ 'a/b.psl': passing, 'a/x.idl': 'package x' })
  for (const command of [['test'], ['policy', 'matrix']]) {
    const { code, err } = await folder.kos([...command, path])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  }
})

test('of a folder that is no solution each command says what it takes', async () => {
  using folder = new Folder({ 'a/b.psl': passing })
  const said = (where: string): string =>
    `there is no init.yaml in ${where}: name the folder of a solution, a policy or a test file`
  const runs = [
    [['test', 'a'], '', said('a')],
    [['test'], 'a', said('this folder')],
    [['policy', 'matrix', 'a'], '', 'a is a folder: name the policy in it'],
  ] as const
  for (const [args, inside, message] of runs) {
    const { code, err } = await folder.kos(args, inside)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  }
})
