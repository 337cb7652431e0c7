// The browser of `mi login`: opens the page, presses the button and follows the redirect, as a person does.
const [url] = process.argv.slice(2);
const page = await fetch(url);
const html = await page.text();
const [form = ''] = /<form[^>]*method="post"[\s\S]*?<\/form>/i.exec(html) ?? [];
const text = (value) => value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
const fields = new URLSearchParams();
for (const [input] of form.matchAll(/<input[^>]*>/g)) {
  const [, name] = /name="([^"]*)"/.exec(input) ?? [];
  if (name) fields.set(name, text(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
}
const target = new URL(text(/action="([^"]*)"/.exec(form)?.[1] ?? ''), url);
const cookie = page.headers
  .getSetCookie()
  .map((line) => line.split(';')[0])
  .join('; ');
const answer = await fetch(target, {
  method: 'POST',
  body: fields,
  redirect: 'manual',
  headers: { Origin: target.origin, ...(cookie && { Cookie: cookie }) },
});
await fetch(answer.headers.get('location'));
