const split = (text: string): readonly string[] => text.trim().split(/\s+/)

/** Family names, the commonest first; four of two characters. */
export const FAMILY_NAMES =
  split(`王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏
  魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 向 汤 欧阳 诸葛 上官 司徒`)

/** Characters of given names. */
export const GIVEN_NAMES =
  split(`伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 英 华 文 玉 萍 红 建 国 志 春 梅 海 波 燕 云 鹏 飞 雪 琳 晨 辉 宇 浩 然 欣 怡 子 轩
  雨 涵 梓 萱 思 远 嘉 懿 煜 城 瑾 瑜 皓 睿 博 文 昊 天 晓 彤 雅 婷 俊 峰 立 新 秋 月 佳 慧 凯 旋 永 康 长 青 宏 达 少 卿 若 兰 世 昌 庆 丰 绍 泽 润 之`)

/** Rare characters of names that a GBK decoder loses: four bytes each in GB18030. */
export const RARE_CHARACTERS = ['㐂', '㛃', '㵘', '𠰺', '𫖯', '𬭚', '𠅤'] as const

/** Characters whose mapping changed with GB18030-2022 and signs that belong to registered names; NFKC would destroy some of them. */
export const NAME_SIGNS = ['䶮', '㈱', '①', '龴', '︐', '（中国）', '·', '㎡'] as const

/** Brand syllables of firms. */
export const BRANDS =
  split(`云澜 恒信 瑞丰 博远 天启 鼎盛 华诚 嘉禾 远航 安泰 金石 明德 泰和 宏图 新锐 锦绣 润泽 卓越 正源 汇通 长风 东篱 南岭 北辰 西园 启明 星河 沐阳 青禾 百川 凌云 万象
  佳美 优品 信达 益民 利源 康宁 福临 祥瑞 盛世 昌隆 兴业 丰华 德邻 广厦 众合 联创 智航 数联 微澜 极光 清源 绿野 碧海 蓝图 朝阳 晨曦 雅韵 墨香 古越 吴韵 徽风 江南 海纳 沪上 淮上 钱塘 皖江 太湖 运河`)

/** Lines of business of enterprises, with the national industry code (GB/T 4754). */
export const INDUSTRIES: readonly (readonly [name: string, code: string])[] = [
  ['网络科技', 'I6420'],
  ['信息技术', 'I6550'],
  ['软件', 'I6513'],
  ['生物医药', 'C2761'],
  ['医疗器械', 'C3581'],
  ['精密机械', 'C3499'],
  ['机电设备', 'F5179'],
  ['汽车零部件', 'C3670'],
  ['新材料', 'C2659'],
  ['纺织', 'C1751'],
  ['服装', 'C1819'],
  ['食品', 'C1499'],
  ['餐饮管理', 'H6210'],
  ['物业管理', 'K7020'],
  ['建筑工程', 'E4710'],
  ['装饰工程', 'E5011'],
  ['环保科技', 'N7729'],
  ['新能源', 'D4415'],
  ['物流', 'G5990'],
  ['货运', 'G5431'],
  ['供应链管理', 'L7224'],
  ['国际贸易', 'F5199'],
  ['电子商务', 'F5292'],
  ['文化传媒', 'R8890'],
  ['旅行社', 'L7291'],
  ['教育咨询', 'P8399'],
  ['人力资源', 'L7262'],
  ['农业发展', 'A0190'],
  ['水产养殖', 'A0412'],
  ['化工', 'C2669'],
  ['融资租赁', 'L7111'],
  ['投资管理', 'L7212'],
  ['劳务派遣', 'L7263'],
  ['家政服务', 'O8010'],
  ['快递', 'G6020'],
]

/** Endings of enterprise names. */
export const COMPANY_SUFFIXES = ['有限公司', '有限公司', '有限公司', '有限责任公司', '股份有限公司', '集团有限公司', '合伙企业（有限合伙）', '厂'] as const
/** Endings of 个体工商户 names. */
export const SHOP_SUFFIXES = split('餐饮店 超市 理发店 五金经营部 便利店 水果店 服装店 电器维修部 茶叶店 百货商行 汽修厂 早餐店')
/** Endings of 农民专业合作社 names. */
export const COOPERATIVE_SUFFIXES = split('水稻种植专业合作社 茶叶专业合作社 生猪养殖专业合作社 农机服务专业合作社 蔬菜种植专业合作社 水产养殖专业合作社')
/** Villages, for 村股份经济合作社. */
export const VILLAGES = split('桃源 双溪 石桥 河东 大塘 新联 前进 五星 红旗 光明 胜利 枫林 竹山 龙潭 下沙 沿江 湖滨 永丰 太平 金山')
/** Endings of social organisations. */
export const SOCIETY_SUFFIXES = split(
  '餐饮行业协会 青年企业家协会 中医药学会 徽商商会 志愿服务促进会 老年大学 社会工作服务中心 民办职业培训学校 教育发展基金会 慈善基金会 书法家协会 软件行业协会',
)
/** Endings of public institutions. */
export const INSTITUTION_SUFFIXES = split(
  '第一人民医院 第二小学 实验中学 图书馆 疾病预防控制中心 档案馆 不动产登记中心 文化馆 公共资源交易中心 农业技术推广站 气象服务中心 博物馆',
)
/** Endings of government departments. */
export const DEPARTMENT_SUFFIXES = split('农业农村局 教育局 民政局 司法局 水利局 统计局 交通运输局 住房和城乡建设局 商务局 审计局 信访局 医疗保障局')

/** Streets, for addresses. */
export const STREETS = split('人民路 解放路 建设路 中山路 文化路 新华路 长江路 淮海路 学院路 科技大道 创业路 工业园区一路 滨江大道 东风路 和平路 环城西路')
/** Titles of licences. */
export const LICENCE_TITLES = split(
  '食品经营许可证 排污许可证 建筑业企业资质证书 道路运输经营许可证 药品经营许可证 危险化学品经营许可证 烟草专卖零售许可证 卫生许可证 取水许可证 特种设备使用登记证 印刷经营许可证 营业性演出许可证',
)
/** Violations that penalties state. */
export const VIOLATIONS = split(
  '超标排放污染物 未按规定公示年度报告 销售不合格产品 使用未经检验的特种设备 未取得许可擅自经营 虚假宣传 超限超载运输 未按规定缴纳社会保险费 违反安全生产管理规定 拒不执行责令改正决定',
)
/** Divisions outside the Delta where people live or were first numbered. */
export const OUTSIDE_DIVISIONS: readonly (readonly [code: string, name: string])[] = [
  ['110101', '北京市东城区'],
  ['120101', '天津市和平区'],
  ['130102', '河北省石家庄市长安区'],
  ['210102', '辽宁省沈阳市和平区'],
  ['350102', '福建省福州市鼓楼区'],
  ['360102', '江西省南昌市东湖区'],
  ['370102', '山东省济南市历下区'],
  ['410102', '河南省郑州市中原区'],
  ['420102', '湖北省武汉市江岸区'],
  ['440305', '广东省深圳市南山区'],
  ['510104', '四川省成都市锦江区'],
  ['610102', '陕西省西安市新城区'],
]
