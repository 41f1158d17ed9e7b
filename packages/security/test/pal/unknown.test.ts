// Classes and interfaces of which not all is public: what is written of them may be there.

import { expect, test } from 'vitest'
import { runTests } from '../../src/pal/index.ts'
import { loadPolicy } from '../../src/psl/index.ts'
import { files, resultOf } from './fixture.ts'

const texts: Readonly<Record<string, string>> = {
  'kl/core/Core.edl': `entity kl.core.Core

endpoints {
    task : kl.core.Task
    time : kl.core.Time
}
`,
  'kl/core/Task.idl': 'package kl.core.Task\n\ninterface {\n    Start(in UInt32 level);\n}\n',
  'kl/core/Time.idl': 'package kl.core.Time\n\ninterface {\n    Set(in UInt64 time);\n}\n',
}

function run(notPublic: string, rules: string, cases: string): string {
  const { 'kl/core/Core.edl': _, ...own } = files
  const policy = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL kl.core.Core
use EDL demo.Client
${rules}
assert "set" { sequence "test" { ${cases} } }
`
  const all: Readonly<Record<string, string>> = { ...own, 'policy.psl': policy }
  const loaded = loadPolicy('policy.psl', {
    read: (path) => all[path] ?? null,
    system: {
      root: 'system',
      read: (path) => texts[path] ?? null,
      notPublic: (path) => (path.endsWith(notPublic) ? 'the rest' : null),
    },
  })
  return resultOf(runTests(loaded))
}

const core = 'src=demo.Client dst=kl.core.Core'

test('of a class with endpoints that are not public, what is public is checked', () => {
  const rules = `request ${core} endpoint=task method=Start { assert (message.level < 5) }
request ${core} endpoint=hidden { grant () }`
  const inClass = (cases: string): string => run('Core.edl', rules, cases)
  expect(inClass('demo.Client ~> kl.core.Core : task.Start { level : 4 }')).toBe('passed')
  expect(inClass('demo.Client ~> kl.core.Core : Start { level : 5 }')).toBe(
    'denied, expected grant',
  )
  expect(inClass('demo.Client ~> kl.core.Core : hidden.Do { any : 1 }')).toBe('passed')
  expect(inClass('deny demo.Client ~> kl.core.Core : hidden.Do')).toBe('granted, expected deny')
  expect(inClass('demo.Client ~> kl.core.Core : Start { lvel : 4 }')).toContain('has no lvel')
})

test('of an endpoint with methods that are not public, others are taken as they are written', () => {
  const rules = `request ${core} endpoint=task { grant () }`
  const cases = 'demo.Client ~> kl.core.Core : task.Stop { any : 1 }'
  expect(run('Task.idl', rules, cases)).toBe('passed')
  expect(run('Task.idl', rules, `deny ${cases}`)).toBe('granted, expected deny')
  expect(run('Task.idl', rules, 'demo.Client ~> kl.core.Core : Stop')).toBe('passed')
  expect(run('Core.edl', rules, 'demo.Client ~> kl.core.Core : time.Stop')).not.toBe('passed')
  expect(run('nothing', rules, cases)).toBe('kl.core.Task has no method Stop')
})
