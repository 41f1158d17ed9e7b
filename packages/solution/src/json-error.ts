// Where a text stops being JSON. What `JSON.parse` says of that differs between versions of Node.js,
// and has a place only at times.

const text = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/.source
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.source
const token = new RegExp(`[ \\t\\r\\n]*(?:([{}[\\],:])|(${text}|${number}|true|false|null)|$)`, 'y')

/** The place of the first error; null in a text that is JSON. */
export function jsonErrorAt(text: string): number | null {
  return new JsonReader(text).firstError()
}

class JsonReader {
  readonly #text: string
  #next = ''
  #start = 0
  #end = 0

  constructor(text: string) {
    this.#text = text
  }

  firstError(): number | null {
    this.#advance()
    const isGood = this.#value(0) && this.#next === '' && this.#start === this.#text.length
    return isGood ? null : this.#start
  }

  #value(depth: number): boolean {
    if (depth > maxDepth) return false
    if (this.#take('{')) return this.#list('}', () => this.#member(depth + 1))
    if (this.#take('[')) return this.#list(']', () => this.#value(depth + 1))
    return /^["\-\dtfn]/.test(this.#next) && this.#advance()
  }

  #member(depth: number): boolean {
    return this.#next.startsWith('"') && this.#advance() && this.#take(':') && this.#value(depth)
  }

  #list(close: string, item: () => boolean): boolean {
    if (this.#take(close)) return true
    while (item()) {
      if (this.#take(close)) return true
      if (!this.#take(',')) return false
    }
    return false
  }

  #take(sign: string): boolean {
    return this.#next === sign && this.#advance()
  }

  /** Reads the next token: empty at the end, and at what is none. */
  #advance(): boolean {
    token.lastIndex = this.#end
    const [whole = '', sign, word] = token.exec(this.#text) ?? []
    this.#next = sign ?? word ?? ''
    const blanks = whole === '' ? /^[ \t\r\n]*/.exec(this.#text.slice(this.#end)) : null
    this.#start = this.#end + (blanks?.[0].length ?? whole.length - this.#next.length)
    this.#end = this.#start + this.#next.length
    return true
  }
}

const maxDepth = 64
