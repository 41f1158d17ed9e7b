// What is wrong with tests is found before any runs, all in one go, each with its place.

import { formatDiagnostic } from '@kos/idl-compiler/text'
import { expect, test } from 'vitest'
import { runTests } from '../../src/pal/index.ts'
import { head, load, loadCases, resultOf, run } from './fixture.ts'

const grantAll =
  'execute { grant () } request { grant () } response { grant () } error { grant () }'

test('all that is wrong with the tests of a file', () => {
  const report = runTests(
    load(`${grantAll}
assert "names" {
    setup {
        c <- execute dst=demo.Client
        Einit <- execute dst=demo.Client
        x <- execute dst=demo.Cleint
        deny y <- execute dst=demo.Client
        z <- request src=c dst=demo.Server method=Sum
    }
    sequence "classes" {
        request dst=demo.Server method=Sum
        request src=c method=Sum
        request src=demo.Clint dst=demo.Servr method=Sum
        request src=c src=c dst=demo.Server method=Sum
        execute
        execute dst=c method=main
        x ~> demo.Server : Sum
        security src=c dst=demo.Server method=Register
    }
    sequence "methods" {
        request src=c dst=demo.Server
        request src=c dst=demo.Server method=Sm
        request src=c dst=demo.Server method=Add
        request src=c dst=demo.Server endpoint=clac method=Add
        request src=c dst=demo.Server endpoint=calc method=Sum
        request src=c dst=demo.Server component=dsk method=Sum
        request src=c dst=demo.Server component=disk endpoint=calc method=Add
        request src=c dst=demo.Server interface=demo.Clac method=Add
        response src=c dst=demo.Server method=Sum
        error src=demo.Server dst=c endpoint=calc method=Add
        security src=demo.Server method=Register
        security src=c method=Registr
    }
    sequence "values" {
        c ~> demo.Server : calc.Add { left : "1", right : 40000, lft : 1, left : 2 }
        c ~> demo.Server : calc.Add { left : -1, right : true, sum : 1 }
        c ~> demo.Server : Put { item : 1, data : [256, "a"], key : { number : 1, text : "" } }
        c ~> demo.Server : Put { item : { nam : "" }, data : 1, key : { name : 1 } }
        c ~> demo.Server : Put { key : 1 }
        c ~> demo.Server : PutAll { items : 1, flags : ["a"], size : message.size }
        c ~> demo.Server : Share { resource : d }
        c ~> demo.Server : Share { resource : "c" }
        c ~> demo.Server : Share { resource : { handle : 1, right : 2 } }
        c ~> demo.Server : Sum { size : 1 }
        execute dst=demo.Client { size : 1 }
    }
    sequence "nothing" { }
}
assert "nothing" { }
`),
  )
  expect(report.passed).toBe(false)
  expect(report.sets).toEqual([])
  expect(report.coverage).toBe(null)
  expect(`${report.diagnostics.map(formatDiagnostic).join('\n\n')}\n`).toMatchSnapshot()
})

test('tests without errors of a policy with errors do not run', () => {
  const report = runTests(load('request { grant ( }\nassert "set" { sequence "test" { } }'))
  expect([report.passed, report.sets]).toEqual([false, []])
})

test('no test has passed where there is none', () => {
  expect(runTests(load(grantAll)).passed).toBe(false)
  expect(runTests(load(`${grantAll} assert "set" { }`)).passed).toBe(false)
})

test('a process has its name in the sequence that starts it, one of the setup in all parts', () => {
  const set = (first: string, second: string, final: string): string => `${grantAll}
assert "set" {
    setup { c <- execute dst=demo.Client }
    sequence "first" { d <- execute dst=demo.Client ${first} }
    sequence "second" { any execute dst=demo.Client ${second} }
    finally { ${final} }
}`
  const [c, d] = ['c ~> demo.Server : Sum', 'd ~> demo.Server : Sum']
  expect(runTests(load(set(`${c} ${d}`, c, c))).passed).toBe(true)
  expect(resultOf(runTests(load(set(c, d, c))))).toBe('there is no class or process d')
  expect(resultOf(runTests(load(set(c, c, d))))).toBe('there is no class or process d')
})

test('a name of a process can be given again', () => {
  const cases = 'c <- execute dst=demo.Client\nc <- execute dst=demo.Server\nc ~> c : Sum'
  expect(resultOf(run(grantAll, cases))).toBe('passed')
})

test('a place is that of the part that is wrong', () => {
  const { diagnostics } = runTests(loadCases(grantAll, 'demo.Client ~> demo.Server : calc.Ad'))
  const line = head.split('\n').length + 3
  expect(diagnostics.map((each) => [each.line, each.text.slice(each.column - 1)])).toEqual([
    [line, 'Ad'],
  ])
})
