// What a failure says: as data, and as text with the line of the case.

import { expect, test } from 'vitest'
import { formatTests, runTests } from '../../src/pal/index.ts'
import { load } from './fixture.ts'

const loaded = load(`execute { grant () }
request src=demo.Client dst=demo.Server {
    match endpoint=calc method=Add { assert (message.left == 1) grant () }
    match endpoint=calc method=Div {
        assert (message.divisor != 0)
    }
    match method=Share {
        choice (message.resource.rights) {
            1 : { grant () }
            _ : deny ()
        }
    }
    match method=PutAll { deny () }
}
execute dst=demo.Server { deny () }

assert "calculator" {
    setup {
        c <- execute dst=demo.Client
    }
    sequence "adds" {
        c ~> demo.Server : calc.Add { left : 1 }
    }
    sequence "denied by a rule" {
        c ~> demo.Server : calc.Add { left : 1 }
        "by zero" c ~> demo.Server : calc.Div
        deny c ~> demo.Server : calc.Div
    }
    sequence "denied by a rule without condition" {
        c ~> demo.Server : PutAll
    }
    sequence "denied, no rule" {
        request src=demo.Client
            dst=demo.Server
            method=Sum
    }
    sequence "granted by two rules" {
        deny c ~> demo.Server : calc.Add { left : 1 }
    }
    sequence "denied inside a choice" {
        c ~> demo.Server : Share
    }
    sequence "granted inside a choice" {
        deny c ~> demo.Server : Share { resource : { rights : 1 } }
    }
    sequence "malformed" {
        deny c ~> demo.Server : Put { data : [1, 2, 3, 4, 5] }
    }
    sequence "not started" {
        any s <- execute dst=demo.Server
        c ~> s : calc.Add { left : 1 }
    }
}

assert "server" {
    setup {
        execute dst=demo.Server
    }
    sequence "starts" {
        any execute dst=demo.Client
    }
}
`)
const report = runTests(loaded)

test('all failures as text', () => {
  expect(`${formatTests(report)}\n`).toMatchSnapshot()
})

test('a failure as data', () => {
  const failures = (report.sets[0]?.sequences ?? []).map(({ failure }) => failure)
  expect(failures[0]).toBe(null)
  expect(failures[1]).toMatchObject({
    part: 'sequence',
    label: 'by zero',
    event: 'request demo.Client -> demo.Server demo.Calc.Div (endpoint calc)',
    expected: 'grant',
    got: 'denied',
    rules: [{ text: 'assert (message.divisor != 0)', place: 'policy.psl:23' }],
  })
  expect(failures.map((failure) => failure?.got)).toEqual([
    undefined,
    'denied',
    'denied',
    'denied',
    'granted',
    'denied',
    'granted',
    'malformed',
    'not-started',
  ])
  expect(failures.map((failure) => failure?.rules.map(({ text }) => text))).toEqual([
    undefined,
    ['assert (message.divisor != 0)'],
    ['deny ()'],
    [],
    ['assert (message.left == 1)', 'grant ()'],
    ['deny ()'],
    ['grant ()'],
    [],
    [],
  ])
})

test('a report is data: JSON keeps all of it', () => {
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
})

test.each([
  ['', 'there are no tests'],
  ['assert "set" { sequence "test" { execute dst=demo.Client } }', '1 test passed'],
  ['request { grant ( }', 'no test ran: the files have errors'],
])('the summary of %j is: %s', (tests, summary) => {
  expect(formatTests(runTests(load(`execute { grant () }\n${tests}`)))).toContain(summary)
})
