// Templates of PSL files: what they expand to, line by line, and what is wrong in them.
import { describe, expect, test } from 'vitest'
import { Diagnostics, formatDiagnostic } from '@kos/idl-compiler/text'
import { expandTemplate, parsePsl } from '../../src/psl/index.ts'
import { said } from './texts.ts'

const variables = { BOARD: 'RPI4', DEBUG: 'OFF', TLS: 'yes', LEVEL: '2', EMPTY: '', LINES: 'a\n b' }
const values = { externalEntities: ['kl.Ntpd', 'kl.VfsNet'], variables }

function expanded(text: string): string {
  const diagnostics = new Diagnostics()
  const result = expandTemplate('security.psl.in', text, values, diagnostics)
  expect(diagnostics.list).toEqual([])
  return result
}

function complaints(text: string): string {
  const diagnostics = new Diagnostics()
  const result = expandTemplate('security.psl.in', text, values, diagnostics)
  expect(result.split('\n')).toHaveLength(text.split('\n').length)
  return `\n${diagnostics.list.map(formatDiagnostic).join('\n')}\n`
}

test('a text without marks stays as it is', () => {
  const text =
    'request src=a@b { grant () } // @NAME@ {% if %} {{ X }}\r\n/* @NAME@ \n {% */ "//" {}}\n'
  expect(expanded(text)).toBe(text)
})

test('the macro includes the EDL files of system programs, on its own line', () => {
  expect(expanded('use a._\n  @INIT_EXTERNAL_ENTITIES@\nuse b._')).toBe(
    'use a._\n  use EDL kl.Ntpd use EDL kl.VfsNet\nuse b._',
  )
  const none = { externalEntities: [], variables }
  expect(expandTemplate('a', 'x @INIT_EXTERNAL_ENTITIES@ y', none)).toBe('x  y')
})

test('variables are put in, in texts as well, each on one line', () => {
  expect(expanded('@BOARD@ {{LEVEL}} "{{ BOARD }}//" @EMPTY@@LINES@.')).toBe('RPI4 2 "RPI4//" a b.')
})

describe('conditions', () => {
  test.each([
    ['BOARD == "RPI4"', true],
    ["BOARD == 'RPI4'", true],
    ['BOARD=="RADXA"', false],
    ['BOARD != "RADXA"', true],
    ['LEVEL == 2', true],
    ['TLS', true],
    ['DEBUG', false],
    ['EMPTY', false],
    ['true', true],
    ['0', false],
    ['"A-NOTFOUND"', false],
    ['not DEBUG', true],
    ['not not TLS', true],
    ['TLS and not DEBUG', true],
    ['DEBUG or TLS', true],
    ['DEBUG and DEBUG or TLS', true],
    ['DEBUG and (DEBUG or TLS)', false],
    ['not BOARD == "RPI4"', false],
    ['not (BOARD == "RADXA" or DEBUG)', true],
  ])('%s is %s', (condition, wanted) => {
    expect(expanded(`{% if ${condition} %}yes{% else %}no{% endif %}`).trim()).toBe(
      wanted ? 'yes' : 'no',
    )
  })

  test('the first branch whose condition is true is kept, the others become blanks', () => {
    const text = (board: string): string =>
      `a\n{% if BOARD == "${board}" %}\nb\n{%- elif BOARD == "RPI4" -%}\n` +
      ' c @LEVEL@ {% elif TLS %} d\n{% else %}e{% endif %}\nf'
    const lines = (board: string): string[] => expanded(text(board)).split('\n')
    expect(lines('RPI4').map((line) => line.trim())).toEqual(['a', '', 'b', '', '', '', 'f'])
    expect(lines('X').map((line) => line.trim())).toEqual(['a', '', '', '', 'c 2', '', 'f'])
    expect(
      lines('X')
        .map((line) => line.length)
        .slice(2, 4),
    ).toEqual([1, 28])
  })

  test('conditions are nested; what is left out is not looked at', () => {
    const text =
      '{% if DEBUG %}{% if NOPE %}@NOPE@{% else %}a{% endif %}{% elif TLS %}' +
      '{% if DEBUG %}b{% else %}c{% endif %}{% elif NOPE %}d{% endif %}'
    expect(expanded(text).trim()).toBe('c')
  })
})

test('errors have their place in the template', () => {
  const text = `use @BORD@._
{% if BORD == "RPI4" %} a {% else %} b {% endif %}
{% if BOARD = "RPI4" %}{% endif %}
{% if BOARD == %}{% endif %}
{% if (BOARD %}{% endif %}
{% if BOARD "a" %}{% endif %}
{% elif BOARD %} {% else %} {% endif %}
{% if TLS %}{% else %}{% elif TLS %}{% else %}{% endif %}
{% for a in b %} {% esle %} {{ a b }}
"{{ NOPE }}" @INIT_EXTERNAL_ENTITIES@
{% if TLS %}
{% if DEBUG %}
{{ BOARD
`
  expect(complaints(text)).toMatchSnapshot()
})

test('what an error is about becomes blanks, and so do all branches of its condition', () => {
  const diagnostics = new Diagnostics()
  const text = 'a @NOPE@ {% if NOPE %} b {% elif TLS %} c {% else %} d {% endif %} {{ e'
  const result = expandTemplate('security.psl.in', text, values, diagnostics)
  expect(result.trim()).toBe('a')
  expect(diagnostics.errorCount).toBe(3)
})

test('conditions are nested in parentheses as deep as the limit, no deeper', () => {
  const nested = (depth: number): string =>
    complaints(`{% if ${'('.repeat(depth)}TLS${')'.repeat(depth)} %}{% endif %}`)
  expect(nested(64)).toBe('\n\n')
  expect(nested(65)).toContain('the condition is nested too deep')
  expect(nested(100_000)).toContain('the condition is nested too deep')
})

test('errors of the expanded text point into the template', () => {
  const template = `{% if TLS %}
request { grant () }
{% endif %}
@INIT_EXTERNAL_ENTITIES@
request { grant ( }
`
  const diagnostics = new Diagnostics()
  const file = parsePsl('security.psl.in', expanded(template), diagnostics)
  expect(diagnostics.list.map(({ file, line, column }) => [file, line, column])).toEqual([
    ['security.psl.in', 5, 19],
  ])
  expect(said(file)).toHaveLength(4)
})

test('who gives no variables is told how', () => {
  const diagnostics = new Diagnostics()
  const values = { externalEntities: [], variables: {} }
  expandTemplate('security.psl.in', 'use EDL @CLASS@', values, diagnostics)
  expect(diagnostics.list[0]?.hint).toBe('give it a value, for example --define CLASS=VALUE')
})
