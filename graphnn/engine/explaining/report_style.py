"""The style sheet of the report: the tokens of the editor's two themes, and a column of figures."""

STYLE = """
:root{--bg:#f6f7f9;--panel:#fff;--line:#e6e8ee;--text:#171a23;--soft:#5c6475;--faint:#687083;--edge:#aab2c3;
--accent:#5b5bd6;--k-reg:#cc4e00;--k-norm:#218358;--k-attn:#c2298a;--k-conv:#0d74ce;--k-shape:#7c6a4e;--k-rnn:#8347b9;
--k-pool:#107d98;--k-block:#5c7c2f;--warn:#a35200}
@media screen and (prefers-color-scheme:dark){
:root{--bg:#111318;--panel:#171a21;--line:#262b35;--text:#eceef3;--soft:#a7afbf;
--faint:#8891a3;--edge:#566074;--accent:#8b8bf5;--k-reg:#ffa057;--k-norm:#3dd68c;--k-attn:#ff8dcc;--k-conv:#70b8ff;
--k-shape:#d4b48c;--k-rnn:#d19dff;--k-pool:#4ccce6;--k-block:#bde56c;--warn:#ffb657}}
body{margin:0;background:var(--bg);color:var(--text);font:14px/1.5 Inter,system-ui,"Segoe UI",Roboto,sans-serif}
main{max-width:1120px;margin:0 auto;padding:40px 24px 80px}
h1{font-size:26px;margin:0 0 16px}h2{font-size:18px;margin:40px 0 12px}h3{font-size:14px;margin:0}
p{margin:2px 0 0;color:var(--soft);font-size:13px}
dl{display:flex;flex-wrap:wrap;gap:8px 28px;margin:0}dt{color:var(--soft);font-size:12px}
dd{margin:0;font-weight:600;font-variant-numeric:tabular-nums}
.figures{display:flex;flex-wrap:wrap;gap:16px;align-items:flex-start}
figure{box-sizing:border-box;max-width:100%;margin:0;padding:16px;background:var(--panel);border:1px solid var(--line);
border-radius:10px}
figcaption{max-width:60ch;margin-bottom:10px}
.drawn{overflow-x:auto}
svg{display:block;max-width:100%;height:auto}
svg image{image-rendering:pixelated}
.table{max-height:520px;overflow:auto}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}
th{position:sticky;top:0;background:var(--panel);color:var(--soft);font-weight:500;text-align:left}
th,td{padding:5px 14px 5px 0;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:top}
.number{text-align:right}.words{white-space:normal;min-width:36ch}
@media(max-width:600px){main{padding:24px 12px 48px}figure{padding:12px;width:100%}h1{font-size:22px}
svg{max-width:none}.words{min-width:24ch}}
@media print{:root{color-scheme:light}@page{margin:14mm}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:11px;background:none}main{max-width:none;padding:0}h2{break-after:avoid}
figure{break-inside:avoid;padding:10px}figure:has(table){break-inside:auto}tr{break-inside:avoid}
.table{max-height:none;overflow:visible}th{position:static}td,th{white-space:normal}.drawn{overflow:visible}}
"""
