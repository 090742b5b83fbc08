import { describe, expect, it } from 'vitest';
import { cleaned } from './paste';

const EXCEL = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Excel 15">
<style><!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {font-weight:700;} .xl66 {text-align:right;} --></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 width=192 style='border-collapse:collapse;width:144pt'>
<!--StartFragment--><col width=64 span=2 style='width:48pt'>
<tr height=20 style='height:15.0pt'><td height=20 class=xl65 width=64>Grade</td><td class=xl65>Rate</td></tr>
<tr height=20><td height=20 style='height:15.0pt'>ZnO 99.5</td><td align=right>215.50</td></tr>
<tr><td></td><td></td></tr><!--EndFragment--></table></body></html>`;

describe('what is pasted', () => {
  it('from Excel stays a table, without what only Excel understands', () => {
    const html = cleaned(EXCEL);
    expect(html).not.toMatch(/class=|width|height|mso|<col|<!--|<meta/);
    const table = new DOMParser().parseFromString(html, 'text/html').querySelector('table');
    expect([...(table?.rows ?? [])].map((row) => [...row.cells].map((cell) => cell.textContent))).toEqual([
      ['Grade', 'Rate'],
      ['ZnO 99.5', '215.50'],
    ]);
    expect(table?.rows[0]?.cells[0]?.querySelector('strong')?.textContent).toBe('Grade');
    expect(table?.rows[1]?.cells[1]?.style.textAlign).toBe('right');
  });

  it('from Word keeps its paragraphs and makes its lists lists', () => {
    const html = cleaned(`<p class=MsoNormal style='margin:0cm'><b>Offer<o:p></o:p></b></p>
      <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;</span></span><![endif]>ex works</p>
      <p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>30 days</p>`);
    const page = new DOMParser().parseFromString(html, 'text/html');
    expect(page.querySelector('p b')?.textContent).toBe('Offer');
    expect([...page.querySelectorAll('ul > li')].map((item) => item.textContent)).toEqual([
      'ex works',
      '30 days',
    ]);
    expect(html).not.toMatch(/mso|class=|o:p/);
  });

  it('brings no script and no style sheet along', () => {
    const html = cleaned('<style>p{color:red}</style><p onclick="x()">a<script>x()</script></p>');
    expect(html).toBe('<p>a</p>');
  });
});
