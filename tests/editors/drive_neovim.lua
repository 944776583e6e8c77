-- Run in Neovim, in a project of Django, with the configuration of docs/editors.md: does what a user does, and writes
-- what the user sees to the file that $SEEN names, as JSON.

local seen = {}
local patience = 60000

local function wait(what, condition)
  if not vim.wait(patience, condition, 50) then
    seen.missed = what
    error("it did not come: " .. what)
  end
end

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, each.code or each.user_data.lsp.code)
  end
  table.sort(found)
  return table.concat(found, " ")
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n")
end

local function go_to(word)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(word, "cW") > 0, word)
end

-- The menu of Neovim: the user takes the entry that begins so.
local function choose(wanted, only)
  local offered = {}
  vim.ui.select = function(items, options, chosen)
    for _, item in ipairs(items) do
      local title = options.format_item(item)
      table.insert(offered, title)
    end
    for _, item in ipairs(items) do
      if vim.startswith(item[2].title, wanted) then
        return chosen(item)
      end
    end
  end
  vim.lsp.buf.code_action(only and { only = only } or nil)
  wait("actions", function() return #offered > 0 end)
  return offered
end

local function floating_window()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      return window
    end
  end
end

local function drive()
  vim.cmd("edit shop/views.py")
  wait("findings", function() return codes() ~= "" end)
  seen.opened = codes()
  seen.message = vim.diagnostic.get(0)[1].message
  seen.severity = vim.diagnostic.get(0)[1].severity

  -- text that is not saved
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "", "", "def other(request):", "    request.session.flush" })
  wait("findings in new text", function() return codes() ~= seen.opened end)
  seen.typed = codes()

  -- a quick fix, from anywhere on the line
  go_to("request.session.set_expiry(False)")
  seen.offered = choose("Fix DSE202")
  wait("the fix", function() return text():find("set_expiry%(0%)") ~= nil end)
  wait("its finding to go", function() return codes() == "DSE104" end)

  -- a comment that ignores a finding
  go_to("request.session.flush")
  choose("Ignore DSE104")
  wait("the comment", function() return text():find("# noqa: DSE104", 1, true) ~= nil end)
  wait("no findings", function() return codes() == "" end)
  seen.ignored = text()

  -- hover, as with the key K
  go_to("set_expiry")
  vim.lsp.buf.hover()
  wait("hover", floating_window)
  seen.hover = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(floating_window()), 0, -1, false), "\n")
  vim.api.nvim_win_close(floating_window(), true)

  -- all safe fixes
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "", "", "def third(request):", "    request.session.cycle_key" })
  wait("one more finding", function() return codes() == "DSE104" end)
  choose("Make all safe fixes", { "source.fixAll" })
  wait("all fixes", function() return text():find("cycle_key%(%)") ~= nil end)
  wait("no findings", function() return codes() == "" end)

  -- the page of a rule
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "    request.session.set_expiry(True)" })
  wait("a finding with a page", function() return codes() == "DSE202" end)
  vim.fn.cursor(vim.fn.line("$"), 1)
  choose("Explain DSE202")
  wait("the page", function() return vim.fn.execute("messages"):find("# DSE202 bool-expiry", 1, true) ~= nil end)

  -- settings that are saved in another buffer
  vim.cmd("silent write")
  vim.cmd("silent edit config.py")
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "SESSION_ENGINE = 'django.contrib.sessions.backends.cache'" })
  vim.cmd("silent write")
  vim.cmd("silent edit shop/clears.py")
  wait("a finding by the settings", function() return codes() == "DSE324" end)
  seen.clients = #vim.tbl_keys(vim.lsp.get_active_clients())
end

local ok, problem = pcall(drive)
if not ok then
  seen.problem = tostring(problem)
  seen.messages = vim.fn.execute("messages")
end
local file = assert(io.open(os.getenv("SEEN"), "w"))
file:write(vim.fn.json_encode(seen))
file:close()
vim.cmd("qall!")
