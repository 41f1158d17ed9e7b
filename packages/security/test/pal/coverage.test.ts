// What tests reach of a policy: as data, as text, and as an lcov file.

import { expect, test } from 'vitest'
import { type Coverage, formatCoverage, formatLcov, runTests } from '../../src/pal/index.ts'
import { head, load } from './fixture.ts'
import { parseLcov } from './lcov.ts'

/** The line of the policy's first line. */
const first = head.split('\n').length

const policy = `execute { grant () }
request src=demo.Client dst=demo.Server {
    match method=Add { assert (message.left == 1) deny (message.left == 2) }
    match endpoint=adder method=Add { grant () }
    match method=Put {
        choice (message.item.name) {
            "a" : grant ()
            "b" : { // two rules
                grant ()
                choice (message.item.count) {
                    1 : grant ()
                    _ : deny ()
                }
            }
            _ : deny ()
        }
    }
    match method=PutAll { choice (message.size) { 1 : grant () 2 : deny () } }
}
`

function coverageOf(cases: string): Coverage {
  const { coverage, passed } = runTests(
    load(`${policy}\nassert "set" { sequence "test" { ${cases} } }`),
  )
  expect(passed).toBe(true)
  return coverage as Coverage
}

const some = `demo.Client ~> demo.Server : calc.Add { left : 1 }
deny demo.Client ~> demo.Server : calc.Add { left : 3 }
demo.Client ~> demo.Server : Put { item : { name : "b", count : 1 } }
demo.Client ~> demo.Server : Put { item : { name : "b", count : 1 } }
deny demo.Client ~> demo.Server : Put { item : { name : "c" } }`

test('a rule is told as it is written, with its texts as they are', () => {
  const rule = `assert (message.item.name != 'a  // "b"') // a comment`
  const text = `request dst=demo.Server { match method=Put { ${rule}\n } }\n`
  const test = 'assert "set" { sequence "test" { demo.Client ~> demo.Server : Put } }'
  const { coverage, passed } = runTests(load(`${text}${test}`))
  expect(passed).toBe(true)
  expect(coverage?.files[0]?.rules[0]?.text).toBe(`assert (message.item.name != 'a  // "b"')`)
})

test('counts events by rule and by case', () => {
  const [file, ...others] = coverageOf(some).files
  expect(others).toEqual([])
  expect(file?.path).toBe('policy.psl')
  expect(file?.rules.map(({ line, text, hits }) => [line - first, text, hits])).toEqual([
    [0, 'grant ()', 0],
    [2, 'assert (message.left == 1)', 2],
    [2, 'deny (message.left == 2)', 2],
    [3, 'grant ()', 0],
    [6, 'grant ()', 0],
    [8, 'grant ()', 2],
    [10, 'grant ()', 2],
    [11, 'deny ()', 0],
    [14, 'deny ()', 1],
    [17, 'grant ()', 0],
    [17, 'deny ()', 0],
  ])
  const choices = file?.choices.map(({ line, text, hits, cases }) => [
    line - first,
    text,
    hits,
    ...cases.map((each) => [each.text, each.hits]),
  ])
  expect(choices).toEqual([
    [5, 'choice (message.item.name)', 3, ['"a"', 0], ['"b"', 2], ['_', 1]],
    [9, 'choice (message.item.count)', 2, ['1', 2], ['_', 0]],
    [17, 'choice (message.size)', 0, ['1', 0], ['2', 0]],
  ])
})

test('as text lists what no test reached, by place', () => {
  expect(formatCoverage(coverageOf(some))).toMatchInlineSnapshot(`
    "reached 5 of 11 rules and 3 of 7 cases
    not reached:
      policy.psl:19: grant ()
      policy.psl:22: grant ()
      policy.psl:25: grant ()
      policy.psl:25: case "a" of choice (message.item.name)
      policy.psl:30: deny ()
      policy.psl:30: case _ of choice (message.item.count)
      policy.psl:36: grant ()
      policy.psl:36: deny ()
      policy.psl:36: case 1 of choice (message.size)
      policy.psl:36: case 2 of choice (message.size)"
  `)
})

test('as text lists nothing if all is reached', () => {
  const loaded = load(`execute { grant () }
assert "set" { sequence "test" { execute dst=demo.Client } }`)
  expect(formatCoverage(runTests(loaded).coverage as Coverage)).toBe('reached 1 of 1 rules')
})

test('as lcov has each rule as a line and each case as a branch', () => {
  const [record] = parseLcov(formatLcov(coverageOf(some)))
  expect(record?.file).toBe('policy.psl')
  expect([...(record?.lines ?? [])].map(([line, hits]) => [line - first, hits])).toEqual([
    [0, 0],
    [2, 2],
    [3, 0],
    [5, 3],
    [6, 0],
    [8, 2],
    [9, 2],
    [10, 2],
    [11, 0],
    [14, 1],
    [17, 0],
  ])
  const branches = record?.branches.map((each) => [
    each.line - first,
    each.block,
    each.branch,
    each.taken,
  ])
  expect(branches).toEqual([
    [5, 0, 0, 0],
    [5, 0, 1, 2],
    [5, 0, 2, 1],
    [9, 1, 0, 2],
    [9, 1, 1, 0],
    [17, 2, 0, null],
    [17, 2, 1, null],
  ])
})

test('a line of two rules counts as often as the one that was reached least', () => {
  const rules = `request method=Sum { grant () } request method=Add { grant () }
assert "set" { sequence "test" { demo.Client ~> demo.Server : Sum } }`
  const [record] = parseLcov(formatLcov(runTests(load(rules)).coverage as Coverage))
  expect([...(record?.lines ?? [])]).toEqual([[first, 0]])
})

test('the parser of this test knows a wrong sum', () => {
  const text = formatLcov(coverageOf(some))
  expect(() => parseLcov(text.replace(/LH:\d+/, 'LH:99'))).toThrow('LH')
  expect(() => parseLcov(text.replace('DA:', 'XX:'))).toThrow('what is')
})
