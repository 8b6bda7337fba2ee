import { writeFileSync } from 'node:fs'
import { outputs } from './outputs.ts'

for (const [path, text] of Object.entries(outputs())) {
  writeFileSync(new URL(path, import.meta.url), text, { mode: path.endsWith('.sh') ? 0o755 : 0o644 })
  console.log(`wrote ${path}`)
}
