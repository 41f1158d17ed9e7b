// Text of TypeScript: doc comments, indentation, names as keys.

/** A doc comment, or nothing. */
export function docLines(text: string, depth: number = 0): string[] {
  const safe = text.replaceAll('*/', '*\\/')
  const margin = '  '.repeat(depth)
  if (safe === '') return []
  if (!safe.includes('\n')) return [`${margin}/** ${safe} */`]
  return [`${margin}/**`, ...safe.split('\n').map((line) => `${margin} * ${line}`.trimEnd()), `${margin} */`]
}

/** Code by lines, each indented by the braces that are open before it. */
export function indentCode(code: string, depth: number): string[] {
  let open = depth
  return code.split('\n').map((line) => {
    const bare = line.replaceAll(/'[^']*'|"(?:[^"\\]|\\.)*"/g, '')
    const closing = /^[}\])]*/.exec(bare)![0].length
    const text = `${'  '.repeat(Math.max(0, open - closing))}${line}`
    open += [...bare.matchAll(/[{[(]/g)].length - [...bare.matchAll(/[}\])]/g)].length
    return text.trimEnd()
  })
}

/** A name as a key of an object: quoted if it is dotted. */
export function keyText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`
}

/** A path from the folder of one file to another file, as imports have it. */
export function relativePath(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')]
  let same = 0
  while (same < here.length && same < there.length - 1 && here[same] === there[same]) same++
  const up = here.slice(same).map(() => '..')
  return [...(up.length > 0 ? up : ['.']), ...there.slice(same)].join('/')
}
