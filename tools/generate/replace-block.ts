/**
 * Puts `content` between the marks of block `name` of a page that people write around it.
 * @throws when the page lacks the block.
 */
export function replaceBlock(page: string, name: string, content: string): string {
  const start = `<!-- generated: ${name} -->`;
  const end = `<!-- end generated: ${name} -->`;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page lacks the lines \`${start}\` and \`${end}\``);
  return `${page.slice(0, from + start.length)}\n\n${content}\n\n${page.slice(to)}`;
}
