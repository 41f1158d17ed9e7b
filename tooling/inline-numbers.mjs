// A rollup plugin that puts numbers where they are used: constants that a module imports, from its
// own package or from another one of this repository, and members of enumerations (`const` objects
// that hold nothing but integers). An engine loads each of them from a cell or an object otherwise,
// and counts the loads against its budget for inlining (bench cases `ipc/round-trip`,
// `ipc/typed-call`).
//
// Other packages are built before, so their constants are read from what they export. Those of the
// own package are read from the source of the module that declares them; where it imports itself by
// its name nothing is put in place, because what was built before may be missing or have other
// numbers.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'

const { resolve: resolvePackage } = createRequire(resolve('package.json'))
const { name: ownName } = JSON.parse(readFileSync('package.json', 'utf8'))
const isOther = (id) => id.startsWith('@kos/') && id !== ownName && !id.startsWith(`${ownName}/`)
// The text of -0 would be 0.
const isInteger = (value) => Number.isSafeInteger(value) && !Object.is(value, -0)
const isEnumeration = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  Object.keys(value).length > 0 &&
  Object.values(value).every(isInteger)

/** The numbers and enumerations that a built package exports, by name. */
async function exportedNumbers(id) {
  const exported = Object.entries(await import(pathToFileURL(resolvePackage(id)).href))
  return new Map(exported.filter(([, value]) => isInteger(value) || isEnumeration(value)))
}

/** The value of an expression of numbers; undefined for any other. */
function valueOf(node, known) {
  switch (node?.type) {
    case 'Literal':
      return isInteger(node.value) ? node.value : undefined
    case 'Identifier':
      return known.get(node.name)
    case 'UnaryExpression': {
      const value = valueOf(node.argument, known)
      return node.operator === '-' && isInteger(value) ? -value : undefined
    }
    case 'BinaryExpression': {
      const [left, right] = [valueOf(node.left, known), valueOf(node.right, known)]
      return isInteger(left) && isInteger(right) ? binary(node.operator, left, right) : undefined
    }
    case 'ObjectExpression': {
      const members = node.properties.map(({ computed, key, value }) => [
        computed ? undefined : key?.name,
        valueOf(value, known),
      ])
      const isWhole = members.every(([name, value]) => name !== undefined && isInteger(value))
      return isWhole && members.length > 0 ? Object.fromEntries(members) : undefined
    }
    default:
      return undefined
  }
}

const operators = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '**': (a, b) => a ** b,
  '|': (a, b) => a | b,
  '<<': (a, b) => a << b,
}

function binary(operator, left, right) {
  const value = operators[operator]?.(left, right)
  return isInteger(value) ? value : undefined
}

const isExport = ({ type }) => type === 'ExportNamedDeclaration'

/** The constants that a statement of the top level declares. */
function constantsOf(statement) {
  const declaration = isExport(statement) ? statement.declaration : statement
  const isConst = declaration?.type === 'VariableDeclaration' && declaration.kind === 'const'
  return isConst ? declaration.declarations.filter(({ id }) => id.type === 'Identifier') : []
}

/** The numbers and enumerations that the top level of a module declares, by name. */
function declaredNumbers(ast) {
  const known = new Map()
  for (const { id, init } of ast.body.flatMap(constantsOf)) {
    const value = valueOf(init, known)
    if (value !== undefined) known.set(id.name, value)
  }
  return known
}

/** Those of them that the module exports where it declares them, and so under the same name. */
function exportedNumbersOf(ast) {
  const exported = ast.body.filter(isExport).flatMap(constantsOf)
  const names = new Set(exported.map(({ id }) => id.name))
  return new Map([...declaredNumbers(ast)].filter(([name]) => names.has(name)))
}

const isNode = (value) => typeof value?.type === 'string'

/** Calls `visit` with each node below `node`, its parent, and the key it has there. */
function walk(node, visit, parent = null, key = '') {
  visit(node, parent, key)
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (isNode(child)) walk(child, visit, node, name)
  }
}

/** Whether an identifier is the name of something, not a reference to a value. */
function isNoReference({ type, computed }, key) {
  if (type === 'MemberExpression') return key === 'property' && !computed
  if (type === 'Property' || type === 'MethodDefinition' || type === 'PropertyDefinition')
    return key === 'key' && !computed
  return /^(Import|Export|Labeled|Break|Continue|MetaProperty)/.test(type)
}

/** The identifiers that a pattern declares: `a`, `{ a, b: [c = 1], ...d }`. */
function declaredBy(pattern) {
  switch (pattern?.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((each) => declaredBy(each.value ?? each))
    case 'ArrayPattern':
      return pattern.elements.flatMap(declaredBy)
    case 'AssignmentPattern':
      return declaredBy(pattern.left)
    case 'RestElement':
      return declaredBy(pattern.argument)
    default:
      return []
  }
}

/** How often a module declares each name otherwise than by an import. */
function declarations(ast) {
  const counts = new Map()
  walk(ast, (node) => {
    const isFunction = node.params !== undefined
    const patterns = isFunction ? [node.id, ...node.params] : []
    if (node.type === 'VariableDeclarator') patterns.push(node.id)
    if (node.type === 'CatchClause') patterns.push(node.param)
    if (node.type.startsWith('Class')) patterns.push(node.id)
    for (const name of patterns.flatMap(declaredBy)) counts.set(name, (counts.get(name) ?? 0) + 1)
  })
  return counts
}

/** Objects to whose members the module writes. */
function writtenObjects(ast) {
  const names = new Set()
  walk(ast, ({ type, left, argument, operator }) => {
    const isDelete = type === 'UnaryExpression' && operator === 'delete'
    const isUpdate = type === 'UpdateExpression' || isDelete
    const target = isUpdate ? argument : type === 'AssignmentExpression' ? left : null
    if (target?.type === 'MemberExpression') names.add(target.object.name)
  })
  return names
}

const textOf = (value) => (value < 0 ? `(${value})` : String(value))

/** Where `code` uses one of the numbers: `[start, end, text]`. */
function usesOf(ast, numbers) {
  const uses = []
  walk(ast, (node, parent, key) => {
    if (node.type !== 'Identifier' || parent === null || isNoReference(parent, key)) return
    const value = numbers.get(node.name)
    if (isInteger(value)) {
      const name = parent.type === 'Property' && parent.shorthand ? `${node.name}: ` : ''
      const isObject = parent.type === 'MemberExpression' && key === 'object'
      uses.push([node.start, node.end, name + (isObject ? `(${value})` : textOf(value))])
    } else if (
      isEnumeration(value) &&
      parent.type === 'MemberExpression' &&
      key === 'object' &&
      !parent.computed &&
      isInteger(value[parent.property.name])
    ) {
      uses.push([parent.start, parent.end, textOf(value[parent.property.name])])
    }
  })
  return uses.toSorted(([a], [b]) => b - a)
}

/** The plugin. Runs on JavaScript: after the one that takes types away. */
export function inlineNumbers() {
  async function importedNumbers(plugin, ast, importer) {
    const numbers = new Map()
    for (const { type, source, specifiers } of ast.body) {
      if (type !== 'ImportDeclaration') continue
      const from = source.value
      const exported = isOther(from)
        ? await exportedNumbers(from)
        : from.startsWith('.')
          ? localNumbers(plugin, resolve(importer, '..', from))
          : new Map()
      for (const { imported, local } of specifiers) {
        const value = imported === undefined ? undefined : exported.get(imported.name)
        if (value !== undefined) numbers.set(local.name, value)
      }
    }
    return numbers
  }

  function localNumbers(plugin, path) {
    const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', target: 'es2022' })
    return exportedNumbersOf(plugin.parse(code))
  }

  return {
    name: 'inline-numbers',
    async transform(code, id) {
      const ast = this.parse(code)
      const numbers = await importedNumbers(this, ast, id)
      const counts = declarations(ast)
      for (const name of counts.keys()) numbers.delete(name)
      for (const [name, value] of declaredNumbers(ast))
        if (isEnumeration(value) && counts.get(name) === 1) numbers.set(name, value)
      for (const name of writtenObjects(ast)) numbers.delete(name)
      let text = code
      for (const [start, end, number] of usesOf(ast, numbers))
        text = text.slice(0, start) + number + text.slice(end)
      return { code: text, map: null }
    },
  }
}
