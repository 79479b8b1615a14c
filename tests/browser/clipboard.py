"""What Word and Excel put into the clipboard, in the form these programs write it."""

from playwright.sync_api import Page

PASTE = """([html]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  const target = document.querySelector(".ck-editor__editable");
  target.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
  );
}"""

HEAD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:x="urn:schemas-microsoft-com:office:excel"
xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type
content="text/html; charset=utf-8">"""

WORD = (
    HEAD
    + """<meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15">
<link rel=File-List href="file:///C:/Users/a/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<style><!-- p.MsoNormal {mso-style-parent:""; font-family:"Yu Mincho",serif;}
@list l0:level1 {mso-level-number-format:bullet; mso-level-text:\\F0B7;} --></style></head>
<body lang=JA style='tab-interval:42.0pt'><!--StartFragment-->
<h2 style='margin-left:0mm'><span style='font-family:"Yu Gothic"'>接種会場のご案内</span>
<o:p></o:p></h2>
<p class=MsoNormal><span lang=JA style='font-family:"Yu Mincho",serif;mso-ascii-theme-font:
minor-latin'>受付は<b>9時</b>からです。</span><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span lang=EN-US style='font-family:Wingdings;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>体温計<o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span lang=EN-US style='font-family:Wingdings;mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>予診票<o:p></o:p></p>
<p class=MsoNormal>担当は<ruby>棚橋<rp>(</rp><rt>たなはし</rt><rp>)</rp></ruby>です。<o:p></o:p></p>
<!--EndFragment--></body></html>"""
)

EXCEL = (
    HEAD
    + """<meta name=ProgId content=Excel.Sheet><meta name=Generator content="Microsoft Excel 15">
<style><!-- .xl65 {mso-number-format:"\\@"; text-align:center;} --></style></head>
<body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=216
style='border-collapse:collapse;width:162pt'><!--StartFragment--><col width=72 span=3
style='width:54pt'><tr height=25 style='height:18.75pt'><td height=25 class=xl65 colspan=2
width=144 style='height:18.75pt;width:108pt'>医療機関</td><td width=72
style='width:54pt'>電話</td></tr><tr height=25><td height=25>みどり診療所</td><td>内科</td>
<td align=right x:num>0721</td></tr><tr height=25><td height=25>さくら診療所</td>
<td>小児科</td><td></td></tr><!--EndFragment--></table></body></html>"""
)


def paste_html(page: Page, html: str) -> None:
    """Paste into the editor, as the browser hands the clipboard over."""
    page.evaluate(PASTE, [html])
